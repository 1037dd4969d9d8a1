import { useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { problemOf, send } from "../data/api";
import type { InputProblem } from "../data/contract";
import { ProblemBox } from "./basics";

/** A button that deletes something, after a dialog that tells what is lost. Published results need an extra tick. */
export function Delete({ label, what, url, isPublished, onDone, children }: {
  label: string; what: string; url: string; isPublished: boolean; onDone: () => void; children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<InputProblem | null>(null);
  const open = () => {
    setSure(false);
    setProblem(null);
    dialog.current!.showModal();
  };
  const remove = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await send(isPublished ? `${url}${url.includes("?") ? "&" : "?"}published=true` : url, { method: "DELETE" });
      dialog.current!.close();
      onDone();
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" class="button" aria-label={`${label} ${what}`} onClick={open}>{label}</button>
      <dialog ref={dialog} aria-label={`${label} ${what}`}>
        <h2>{label} {what}?</h2>
        <p>{children} This cannot be undone.</p>
        {isPublished && (
          <label class="check">
            <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.currentTarget.checked)} />
            Also delete what is published
          </label>
        )}
        {problem && <ProblemBox problem={problem} />}
        <p class="actions">
          <button type="button" class="button primary" disabled={isBusy || (isPublished && !isSure)} onClick={remove}>{isBusy ? "Deleting …" : label}</button>
          <button type="button" class="button" onClick={() => dialog.current!.close()}>Keep</button>
        </p>
      </dialog>
    </>
  );
}
