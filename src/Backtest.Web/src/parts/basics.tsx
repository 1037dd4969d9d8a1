import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { download, problemOf } from "../data/api";
import { familyLabel } from "../data/format";
import { setQuery } from "../data/route";
import type { InputProblem } from "../data/contract";

/** A problem: what is wrong, where, and how to fix it. */
export function ProblemBox({ problem, children }: { problem: InputProblem; children?: ComponentChildren }) {
  return (
    <div class="problem" role="alert" tabIndex={-1}>
      <p class="problem-title">{problem.where && <code>{problem.where}</code>} {problem.title}</p>
      {problem.detail && <p>{problem.detail}</p>}
      {children}
    </div>
  );
}

/**
 * The title of a view. It takes the focus when the view opens, so that screen readers start there, but not when it changes as data
 * arrive. A view that replaces another one in the same place needs a key of its own.
 */
export function Title({ children, page }: { children: ComponentChildren; page: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  useEffect(() => {
    document.title = `${page} – Backtest`;
  }, [page]);
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>;
}

export function Card({
  title,
  aside,
  children,
  class: more = "",
}: {
  title?: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
  class?: string;
}) {
  return (
    <section class={`card ${more}`}>
      {(title || aside) && <div class="card-head">{title && <h2>{title}</h2>}{aside}</div>}
      {children}
    </section>
  );
}

export function Family({ name }: { name: string }) {
  return <span class="family">{familyLabel(name)}</span>;
}

export function Waiting({ what }: { what: string }) {
  return <p class="waiting" role="status">Loading {what} …</p>;
}

/** A button that saves a file from the service, and shows a problem beside itself. */
export function Download({ url, name, accept, children }: { url: string; name: string; accept?: string; children: ComponentChildren }) {
  const [problem, setProblem] = useState<InputProblem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await download(url, name, accept);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={start} disabled={isBusy}>{children}</button>
      {problem && <ProblemBox problem={problem} />}
    </>
  );
}

/** A control with its label and help text. */
export function Field({ label, help, class: more = "", children }: {
  label: ComponentChildren;
  help?: ComponentChildren;
  class?: string;
  children: (attributes: { id: string; "aria-describedby"?: string }) => ComponentChildren;
}) {
  const id = useId();
  const explained = `${id}-help`;
  return (
    <div class={`field ${more}`}>
      <label for={id}>{label}</label>
      {children({ id, "aria-describedby": help ? explained : undefined })}
      {help && <small id={explained}>{help}</small>}
    </div>
  );
}

/** A search field. */
export function Find({ label, value, class: more }: { label: string; value: string; class?: string }) {
  return (
    <Field label={label} class={more}>
      {(attributes) => (
        <input {...attributes} type="search" value={value} onInput={(event) => setQuery({ find: event.currentTarget.value, page: null })} />
      )}
    </Field>
  );
}

export function Select<T extends string>({ label, help, value, options, onChange }: {
  label: string; help?: string; value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void;
}) {
  return (
    <Field label={label} help={help}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
          {options.map(([one, text]) => <option key={one} value={one} selected={one === value}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}
