import { useEffect, useState } from "preact/hooks";
import { catalogue, type GridField } from "../data/catalogue";
import type { InputProblem } from "../data/contract";
import type { Columns } from "../grid/columns";
import type { Json } from "../data/json";
import { Field, Select } from "./basics";

/** A form that overrides how the file is read. Empty fields are detected from the file. */
export function SayInstead({ said, isOpen, problem, onSay }: {
  said: Columns; isOpen: boolean; problem?: InputProblem; onSay: (key: string, value: Json | undefined) => void;
}) {
  // Stays open once it was needed: the reader may be in the middle of it when the problem is gone.
  const [wasOpen, setWasOpen] = useState(isOpen);
  useEffect(() => setWasOpen((was) => was || isOpen), [isOpen]);
  return (
    <details class="data" open={wasOpen || undefined}>
      <summary>Change how the file is read</summary>
      <div class="fields">
        {catalogue.columns.map((field) => (
          <div key={field.name} data-columns-key={field.name}>
            <Say
              field={field}
              value={said[field.name]}
              problem={problem?.where === `columns.${field.name}` ? problem : undefined}
              onSay={(value) => onSay(field.name, value)}
            />
          </div>
        ))}
      </div>
    </details>
  );
}

function Say({ field, value, problem, onSay }: {
  field: GridField; value: Json | undefined; problem?: InputProblem; onSay: (value: Json | undefined) => void;
}) {
  const { label, help, choices } = field;
  const shown = written(value);
  const [text, setText] = useState(shown);

  // Keeps the text as typed as long as it means the same as the grid, whatever the page draws meanwhile.
  useEffect(() => setText((typed) => (written(parse(field, typed.trim())) === shown ? typed : shown)), [shown]);
  if (choices) {
    return (
      <Select
        label={label} value={typeof value === "string" ? value : ""} options={[["", "as found"], ...choices]}
        onChange={(chosen) => onSay(chosen === "" ? undefined : chosen)}
      />
    );
  }

  return (
    <Field label={label} help={problem ? <strong class="bad">{problem.title} {problem.detail}</strong> : help}>
      {(attributes) => (
        <input
          {...attributes} value={text} placeholder="as found" aria-invalid={problem !== undefined} inputMode={field.kind === "number" ? "numeric" : undefined}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            setText(typed);
            onSay(parse(field, typed.trim()));
          }}
        />
      )}
    </Field>
  );
}

function written(value: Json | undefined): string {
  return Array.isArray(value) ? value.join(", ") : value === undefined || value === null ? "" : String(value);
}

function parse(field: GridField, text: string): Json | undefined {
  if (text === "") {
    return undefined;
  }

  if (field.kind === "texts") {
    return text.split(",").map((one) => one.trim()).filter((one) => one !== "");
  }

  return field.kind === "number" && /^\d+$/.test(text) ? Number(text) : text;
}
