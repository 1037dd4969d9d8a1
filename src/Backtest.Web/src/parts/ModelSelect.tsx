import { useMemo } from "preact/hooks";
import { engineLabel } from "../data/format";
import type { Result } from "../views/Series";
import { Field } from "./basics";

/** Chooses one of the trials of a run, by model family. */
export function ModelSelect({ label, result, value, onChange }: { label: string; result: Result; value: string; onChange: (trial: string) => void }) {
  const { board } = result;
  const engines = useMemo(() => [...new Set(board.rows.map((row) => row.engine))], [board]);
  return (
    <Field label={label}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {engines.map((engine) => (
            <optgroup key={engine} label={engineLabel(engine)}>
              {board.rows.filter((row) => row.engine === engine).map((row) => (
                <option key={row.trial} value={row.trial} selected={row.trial === value}>{row.rank === undefined ? "–" : `#${row.rank}`} {row.label}</option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}
