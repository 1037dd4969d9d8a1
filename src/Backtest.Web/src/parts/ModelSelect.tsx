import { useMemo } from "preact/hooks";
import { engineLabel } from "../data/format";
import { optionText } from "../views/Overview";
import type { Result } from "../views/Series";

/** Chooses one of the trials of a run, by engine. */
export function ModelSelect({ label, result, value, onChange }: { label: string; result: Result; value: string; onChange: (trial: string) => void }) {
  const { board } = result;
  const engines = useMemo(() => [...new Set(board.rows.map((row) => row.engine))], [board]);
  return (
    <label class="field wide">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {engines.map((engine) => (
          <optgroup key={engine} label={engineLabel(engine)}>
            {board.rows.filter((row) => row.engine === engine).map((row) => <option key={row.trial} value={row.trial} selected={row.trial === value}>{optionText(row)}</option>)}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
