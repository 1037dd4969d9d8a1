import { useEffect, useRef, useState } from "preact/hooks";
import { onKeyWanted } from "../data/api";
import { Field } from "./basics";

/** Asks for the key of the service. */
export function KeyDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const answer = useRef<(key: string | null) => void>(() => {});
  const [key, setKey] = useState("");
  const [isAgain, setAgain] = useState(false);

  useEffect(() => {
    onKeyWanted(() => new Promise((resolve) => {
      answer.current = resolve;
      setKey("");
      dialog.current!.showModal();
    }));
  }, []);

  const close = (given: string | null) => {
    dialog.current!.close();
    setAgain(given !== null);
    answer.current(given);
  };

  return (
    <dialog ref={dialog} aria-labelledby="key-title" onCancel={() => close(null)}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          close(key.trim());
        }}
      >
        <h2 id="key-title">This service needs a key</h2>
        {isAgain && <p class="problem" role="alert">That key is not valid.</p>}
        <Field label="Key" help="The key stays in this tab and is forgotten when you close it.">
          {(attributes) => (
            <input
              {...attributes}
              type="password"
              autocomplete="off"
              required
              value={key}
              onInput={(event) => setKey(event.currentTarget.value)}
            />
          )}
        </Field>
        <p class="actions">
          <button type="submit" class="button primary">Use the key</button>
          <button type="button" class="button" onClick={() => close(null)}>Cancel</button>
        </p>
      </form>
    </dialog>
  );
}
