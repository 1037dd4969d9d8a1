import { useEffect, useState } from "preact/hooks";
import { catalogue, type GridField } from "../data/catalogue";
import type { InputProblem } from "../data/contract";
import type { Json } from "../data/json";
import { Field, Select } from "../parts/basics";

type Calendar = { [field: string]: Json };

/** The covariates that come from the dates: holidays, working days, Fourier terms. */
export function CalendarFields({
  value,
  problem,
  onChange,
}: {
  value: Json | undefined;
  problem?: InputProblem;
  onChange: (calendar: Calendar | null) => void;
}) {
  const calendar = (value ?? {}) as Calendar;
  const set = (name: string, one: Json | undefined) => {
    const { [name]: _, ...rest } = calendar;
    if (name === "country") {
      delete rest["subdivision"];
    }

    const changed = one === undefined ? rest : { ...rest, [name]: one };
    onChange(Object.keys(changed).length > 0 ? changed : null);
  };
  return (
    <div class="fields">
      {catalogue.calendar.map((field) => (
        <CalendarField
          key={field.name} field={field} value={calendar[field.name]} problem={problem?.where === `calendar.${field.name}` ? problem : undefined}
          onChange={(one) => set(field.name, one)}
        />
      ))}
    </div>
  );
}

function CalendarField({ field, value, problem, onChange }: {
  field: GridField; value: Json | undefined; problem?: InputProblem; onChange: (value: Json | undefined) => void;
}) {
  const { label, help, kind } = field;
  const shown = written(value);

  const [text, setText] = useState(shown);

  // Keeps the text as typed as long as it means the same as the grid, whatever the page draws meanwhile.
  useEffect(() => setText((typed) => (written(read(field, typed.trim())) === shown ? typed : shown)), [shown]);
  if (kind === "choice" || kind === "flag") {
    const options = kind === "flag" ? [["true", "yes"]] as const : (field.choices ?? []).map(([code]) => [code, countryOf(code)] as const);
    return (
      <Select
        label={label} help={help} value={String(value ?? "")} options={[["", kind === "flag" ? "no" : field.otherwise ?? ""], ...options]}
        onChange={(one) => onChange(one === "" ? undefined : kind === "flag" ? true : one)}
      />
    );
  }

  return (
    <Field label={label} help={problem ? <strong class="bad">{problem.title} {problem.detail}</strong> : help}>
      {(attributes) => (
        <input
          {...attributes} value={text} placeholder={String(field.default ?? field.otherwise ?? "")} aria-invalid={problem !== undefined}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            setText(typed);
            onChange(read(field, typed.trim()));
          }}
        />
      )}
    </Field>
  );
}

function countryOf(code: string): string {
  return `${new Intl.DisplayNames(["en"], { type: "region" }).of(code)} (${code})`;
}

// Terms as 7: 3, 365.25: 10.
function written(value: Json | undefined): string {
  return value !== null && typeof value === "object" ? Object.entries(value).map(([length, terms]) => `${length}: ${terms}`).join(", ") : String(value ?? "");
}

// What cannot be read stays as it is; the service says what would be right.
function read(field: GridField, text: string): Json | undefined {
  if (text === "") {
    return undefined;
  }

  const pairs = text.split(",").map((one) => one.split(":").map((part) => part.trim()));
  if (field.kind === "terms" && pairs.every(([length, terms, ...more]) => length && terms && more.length === 0 && !Number.isNaN(Number(terms)))) {
    return Object.fromEntries(pairs.map(([length, terms]) => [length!, Number(terms)]));
  }

  return field.kind === "number" && /^\d+$/.test(text) ? Number(text) : text;
}
