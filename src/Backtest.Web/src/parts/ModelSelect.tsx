import { useMemo } from "preact/hooks";
import { familyLabel } from "../data/format";
import type { Result } from "../views/Series";
import { Field } from "./basics";

/** A list of the trials of a run, grouped by model family. */
export function ModelSelect({
  label,
  result,
  value,
  onChange,
}: {
  label: string;
  result: Result;
  value: string;
  onChange: (trial: string) => void;
}) {
  const { board } = result;
  const families = useMemo(() => [...new Set(board.rows.map((row) => row.engine))], [board]);
  return (
    <Field label={label}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {families.map((family) => (
            <optgroup key={family} label={familyLabel(family)}>
              {board.rows.filter((row) => row.engine === family).map((row) => (
                <option key={row.trial} value={row.trial} selected={row.trial === value}>{row.rank === undefined ? "–" : `#${row.rank}`} {row.label}</option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}
