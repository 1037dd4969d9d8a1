import type { Json } from "../grid/json";
import { sayings, type Columns, type Saying } from "../grid/columns";
import { Field, Select } from "./basics";

/** Everything that is found in a file, to be said instead. What is left open is found. */
export function SayInstead({ said, isOpen, onSay }: { said: Columns; isOpen: boolean; onSay: (key: string, value: Json | undefined) => void }) {
  return (
    <details class="data" open={isOpen || undefined}>
      <summary>Say how the file is to be read</summary>
      <div class="fields">
        {sayings.map((saying: Saying) => (
          <div key={saying.key} data-columns-key={saying.key}><Say saying={saying} value={said[saying.key]} onSay={(value) => onSay(saying.key, value)} /></div>
        ))}
      </div>
    </details>
  );
}

function Say({ saying, value, onSay }: { saying: Saying; value: Json | undefined; onSay: (value: Json | undefined) => void }) {
  const { label, help, options } = saying;
  if (options) {
    return <Select label={label} value={typeof value === "string" ? value : ""} options={[["", "as found"], ...options]} onChange={(chosen) => onSay(chosen === "" ? undefined : chosen)} />;
  }

  const text = Array.isArray(value) ? value.join(", ") : value === undefined || value === null ? "" : String(value);
  return (
    <Field label={label} help={help}>
      {(attributes) => (
        <input
          {...attributes} value={text} placeholder="as found" inputMode={saying.isNumber ? "numeric" : undefined}
          onChange={(event) => onSay(parse(saying, event.currentTarget.value.trim()))}
        />
      )}
    </Field>
  );
}

function parse(saying: Saying, text: string): Json | undefined {
  if (text === "") {
    return undefined;
  }

  if (saying.isList) {
    return text.split(",").map((one) => one.trim()).filter((one) => one !== "");
  }

  return saying.isNumber && /^\d+$/.test(text) ? Number(text) : text;
}
