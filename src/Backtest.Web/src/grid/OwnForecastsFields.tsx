import { useRef } from "preact/hooks";
import type { Inspection } from "../data/contract";
import type { Json } from "../data/json";
import { OwnForecastsHelp } from "../parts/OwnForecastsHelp";

interface Table {
  name: string;
  csv: string;
}

interface Cutoffs {
  windows: string[];
  heldOut: string[];
}

/** Tables of forecasts made elsewhere, which take part in the run as trials. */
export function OwnForecastsFields({
  value,
  inspection,
  onChange,
}: {
  value: Json | undefined;
  inspection?: Inspection;
  onChange: (tables: Json) => void;
}) {
  const tables = (value ?? []) as unknown as Table[];
  const set = (changed: Table[]) => onChange(changed.length > 0 ? (changed as unknown as Json) : null);
  const add = async (files: File[]) => {
    const added = await Promise.all(
      files.map(async (file): Promise<Table> => ({ name: file.name.replace(/\.[^.]*$/, ""), csv: await file.text() })),
    );
    set([...tables.filter((one) => added.every((other) => other.name !== one.name)), ...added]);
  };
  const problem = inspection?.problem;

  // A table with a mistake leaves no plan, but the cutoffs are still those of the last one.
  const last = useRef<Cutoffs | null>(null);
  const cutoffs = inspection?.plan ? cutoffsOf(inspection) : last.current;
  last.current = cutoffs;
  return (
    <>
      <OwnForecastsHelp />
      {cutoffs && <p class="muted small">With this plan, the cutoffs are {cutoffs.windows.join(", ")} and, for the hold-out, {cutoffs.heldOut.join(", ")}.</p>}
      {tables.map(({ name }) => (
        <p key={name} class="actions">
          <span><strong>{name}</strong> {problem?.where?.startsWith(`external '${name}'`) && <strong class="bad">{problem.title} {problem.detail}</strong>}</span>
          <button type="button" class="button small" aria-label={`Leave out ${name}`} onClick={() => set(tables.filter((one) => one.name !== name))}>Leave out</button>
        </p>
      ))}
      <p class="actions">
        <label class="button file">
          Add tables
          <input
            type="file" multiple accept=".csv,.txt,text/csv"
            onChange={(event) => {
              void add([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = "";
            }}
          />
        </label>
      </p>
    </>
  );
}

/** The last known values of the windows and of the hold-out, if all times or places of the series are known. */
function cutoffsOf({ values, plan, series, seriesCount }: Inspection): Cutoffs | null {
  const facts = series[0]?.facts;
  if (!values || values.indexes || !plan || !facts || seriesCount !== 1) {
    return null;
  }

  const { windows, step, horizon, gap, testLength } = plan.protocol;
  const times = values.times?.map((time) => new Date(1000 * time).toISOString());
  const digits = times?.every((time) => time.endsWith("T00:00:00.000Z")) ? 10 : 19;
  const at = (index: number) => times?.[index]?.slice(0, digits) ?? String(index + 1);
  const first = facts.length - testLength;
  return {
    windows: Array.from({ length: windows }, (_, k) => at(first - (windows - 1 - k) * step - horizon - gap - 1)),
    heldOut: Array.from({ length: Math.ceil(testLength / horizon) }, (_, k) => at(first + k * horizon - gap - 1)),
  };
}
