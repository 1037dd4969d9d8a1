import { catalogue, type GridField } from "../data/catalogue";
import type { Columns } from "../grid/columns";
import type { Json } from "../data/json";
import { Field, Select } from "./basics";

/** A form that overrides how the file is read. Empty fields are detected from the file. */
export function SayInstead({ said, isOpen, onSay }: { said: Columns; isOpen: boolean; onSay: (key: string, value: Json | undefined) => void }) {
  return (
    <details class="data" open={isOpen || undefined}>
      <summary>Change how the file is read</summary>
      <div class="fields">
        {catalogue.columns.map((field) => (
          <div key={field.name} data-columns-key={field.name}><Say field={field} value={said[field.name]} onSay={(value) => onSay(field.name, value)} /></div>
        ))}
      </div>
    </details>
  );
}

function Say({ field, value, onSay }: { field: GridField; value: Json | undefined; onSay: (value: Json | undefined) => void }) {
  const { label, help, choices } = field;
  if (choices) {
    return (
      <Select
        label={label} value={typeof value === "string" ? value : ""} options={[["", "as found"], ...choices]}
        onChange={(chosen) => onSay(chosen === "" ? undefined : chosen)}
      />
    );
  }

  const text = Array.isArray(value) ? value.join(", ") : value === undefined || value === null ? "" : String(value);
  return (
    <Field label={label} help={help}>
      {(attributes) => (
        <input
          {...attributes} value={text} placeholder="as found" inputMode={field.kind === "number" ? "numeric" : undefined}
          onChange={(event) => onSay(parse(field, event.currentTarget.value.trim()))}
        />
      )}
    </Field>
  );
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
