import { useEffect, useState } from "preact/hooks";
import { SeriesChart } from "../charts/SeriesChart";
import { path, problemOf, send } from "../data/api";
import { isText, keepChosen, nameFor, takeChosen, type Chosen } from "../data/chosen";
import { clockSeconds, count, day, digitsOf, number, percent, plural, seasons, timeText } from "../data/format";
import { useLoad } from "../data/load";
import { go, href } from "../data/route";
import { goToStarted } from "../data/started";
import type { Inspection, InputProblem, FileReading, SeriesSummary } from "../data/contract";
import { gridOf, type Json } from "../data/json";
import { columnsOf, withColumns, withRole, type Columns } from "../grid/columns";
import { GridEditor } from "../grid/GridEditor";
import { uploadBody, useInspection } from "../grid/inspect";
import { PlanBar } from "../grid/PlanBar";
import { Card, Field, ProblemBox, Title } from "../parts/basics";
import { DropZone } from "../parts/DropZone";
import { ReadingTable } from "../parts/ReadingTable";
import { SayInstead } from "../parts/SayInstead";

/** A new backtest: the file, how it is read, the grid, and the start button. */
export function NewBacktest() {
  const [chosen, setChosen] = useState(takeChosen);
  const choose = (one: Chosen) => {
    keepChosen(one);
    setChosen(one);
  };
  return (
    <>
      <Title page="New backtest">New backtest</Title>
      {chosen
        ? <Preview key={`${chosen.csv.name} ${chosen.csv.lastModified} ${chosen.csv.size}`} chosen={chosen} choose={choose} />
        : <DropZone onChoose={choose} />}
    </>
  );
}

function Preview({ chosen, choose }: { chosen: Chosen; choose: (chosen: Chosen) => void }) {
  const [name, setName] = useState(() => nameFor(chosen.csv));
  const [grid, setGrid] = useState(chosen.grid);
  const [failure, setFailure] = useState<InputProblem | null>(null);
  const [isStarting, setStarting] = useState(false);
  const { inspection, problem, isBusy } = useInspection(chosen.csv, name, grid);
  const taken = useTaken(name);
  const isOfName = problem?.where === "name";
  const plan = problem ? undefined : inspection?.plan;

  const start = async () => {
    setStarting(true);
    setFailure(null);
    try {
      const answer = await send(path`api/series/${name}`, { method: "PUT", body: uploadBody(chosen.csv, grid) });
      const { runs } = (await answer.json()) as { runs: { name: string; run: string }[] };
      keepChosen(null);
      if (runs.length === 1) {
        goToStarted(runs[0]!.name, runs[0]!.run);
      } else {
        go(href(["series", name]));
      }
    } catch (thrown) {
      setFailure(problemOf(thrown));
      setStarting(false);
    }
  };

  return (
    <>
      <Card>
        <div class="fields">
          <Field label="Name of the series" help={taken ?? "Part of its address."}>
            {(attributes) => (
              <input {...attributes} value={name} aria-invalid={isOfName} onInput={(event) => setName(event.currentTarget.value)} />
            )}
          </Field>
          <DropZone onChoose={choose} chosen={chosen.csv} />
        </div>
        {problem && isOfName && <ProblemBox problem={problem} />}
      </Card>
      {(inspection || (problem && !isOfName)) && (
        <Reading inspection={inspection} problem={isOfName ? undefined : problem} file={chosen.csv} grid={grid} setGrid={setGrid} />
      )}
      {taken !== null && grid === null && Object.keys(gridOf(inspection?.grid) ?? {}).length > 0 && (
        <p class="run-banner" role="status">
          The grid of the earlier upload is used again. <button type="button" class="link" onClick={() => setGrid("{}\n")}>Start without it</button>
        </p>
      )}
      {inspection && (inspection.seriesCount > 0 || isOfGrid(inspection)) && (
        <GridEditor name={name} text={grid} inspection={inspection} onChange={setGrid} />
      )}
      {failure && <ProblemBox problem={failure} />}
      {(inspection || problem) && (
        <PlanBar plan={plan} isBusy={isBusy}>
          <button type="button" class="button primary" disabled={!plan || isStarting || isBusy} onClick={start}>
            {isStarting ? "Starting …" : "Start the backtest"}
          </button>
        </PlanBar>
      )}
    </>
  );
}

/** Explains what happens to the existing series of a name; null if there is none. */
function useTaken(name: string): string | null {
  const names = useLoad<string[]>("api/series");
  const { data } = useLoad<SeriesSummary>(names.data?.includes(name) ? path`api/series/${name}` : null);
  const last = data?.runs[0];
  return data === undefined ? null
    : `"${name}" already exists${last ? ` (run of ${day(last.requestedAt)})` : ""}. Uploading replaces its data; earlier runs are kept.`;
}

// The service does not return a grid that it cannot read, only its problem.
function isOfGrid({ grid, problem }: Inspection): boolean {
  return problem !== undefined && grid === undefined;
}

const shapes: Record<FileReading["shape"], string> = {
  values: "One column of values, without times",
  timedValues: "Times and values",
  columns: "Several columns",
  long: "Long format: a row per series and time",
  wide: "Times across: a row or a column per series",
  events: "Event times: the intervals between them are forecast",
};

const steps: Record<string, string> = { "1": "month", "3": "quarter", "12": "year" };

function stepText(inspection: Inspection): string | null {
  const spacing = inspection.series[0]?.spacing;
  if (!spacing) {
    return null;
  }

  if (spacing.workingWeek) {
    return "working day";
  }

  if (spacing.months > 0) {
    return steps[spacing.months] ?? `${spacing.months} months`;
  }

  // [days.]hours:minutes:seconds
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)/.exec(spacing.duration) ?? [];
  const total = Number(days) * 86400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const [size, unit] =
    total % 604800 === 0
      ? [604800, "week"]
      : total % 86400 === 0
        ? [86400, "day"]
        : total % 3600 === 0
          ? [3600, "hour"]
          : total % 60 === 0
            ? [60, "minute"]
            : [1, "second"];
  return total === size ? unit as string : `${total / (size as number)} ${unit}s`;
}

/** How a file was read, or why it cannot be, and what is said about it instead of being found. */
function Reading({ inspection, problem: refusal, file, grid, setGrid }: {
  inspection?: Inspection; problem?: InputProblem; file: File; grid: string | null; setGrid: (grid: string) => void;
}) {
  const said = columnsOf(grid, gridOf(inspection?.grid));
  const say = (changed: { [key: string]: Json | undefined }) => setGrid(withColumns(grid, gridOf(inspection?.grid), changed));
  const isUnreadable = inspection?.seriesCount === 0 && !isOfGrid(inspection);
  const problem = refusal ?? (isUnreadable ? inspection.problem : undefined);
  return (
    <Card title="How the file is read">
      {problem && <ProblemBox problem={problem}><Excerpt file={file} where={problem.where} /></ProblemBox>}
      {inspection && !refusal && <Recognised inspection={inspection} said={said} say={say} />}
      <SayInstead
        isOpen={problem !== undefined}
        said={said}
        problem={refusal ?? inspection?.problem}
        onSay={(key, value) => say({ [key]: value })}
      />
    </Card>
  );
}

function Recognised({
  inspection,
  said,
  say,
}: {
  inspection: Inspection;
  said: Columns;
  say: (changed: { [key: string]: Json | undefined }) => void;
}) {
  const { table, series, diagnosis, values, plan, problem } = inspection;
  const facts = series[0]?.facts;
  const step = stepText(inspection);
  const notes = [...new Set([...table.notes, ...(facts?.notes ?? [])])];
  const date = (iso: string) => timeText(values?.times ?? [])(clockSeconds(iso));
  const rows: [string, string, string?][] = [
    ["Shape", shapes[table.shape], `${plural(table.rows, "row")}, ${plural(table.columns.length, "column")}`],
    ["File", fileText(table), linesText(table)],
  ];
  if (inspection.seriesCount > 1) {
    rows.push(["Series", plural(inspection.seriesCount, "series", "series"), "one run backtests all of them; the first is shown here"]);
  }

  if (facts) {
    rows.push(["Values", count(facts.length), facts.missing > 0 ? `${plural(facts.missing, "value is", "values are")} missing` : "none missing"]);
    rows.push(facts.start && facts.end
      ? ["Dates", `${date(facts.start)} to ${date(facts.end)}`, step ? `every ${step}` : "no regular step: the values are taken in order"]
      : ["Dates", "none", "the values are taken in order"]);
  }

  if (plan) {
    rows.push(["Season", plan.protocol.seasonLength > 1 ? `${seasons(plan.protocol)} values` : "none", plan.reasons["seasonLength"]]);
    if (plan.reasons["calendar"] !== undefined) {
      rows.push(["Calendar", "", plan.reasons["calendar"]]);
    }

    if (plan.reasons["search"] !== undefined) {
      rows.push(["Search", "halving", plan.reasons["search"]]);
    }
  }

  if (diagnosis?.minimum !== undefined) {
    const digits = values && digitsOf(values.values);
    rows.push(["Range", `${number(diagnosis.minimum, digits)} to ${number(diagnosis.maximum, digits)}`, `mean ${number(diagnosis.mean)}, standard deviation ${number(diagnosis.standardDeviation)}`]);
  }

  if (diagnosis?.tested !== undefined) {
    rows.push(["Tested", `the last ${count(diagnosis.tested)} values`, "the tests and the season use only these"]);
  }

  if (diagnosis?.seasonalStrength !== undefined && diagnosis.seasonLength > 1) {
    rows.push(["Strength of the season", percent(diagnosis.seasonalStrength), diagnosis.isWhiteNoise === true ? "the values look like white noise: there is little to forecast" : undefined]);
  }

  return (
    <>
      <div class="recognised">
        <dl class="facts">
          {rows.map(([term, value, more]) => <div key={term}><dt>{term}</dt><dd>{value}{more && <small>{more}</small>}</dd></div>)}
        </dl>
        {values && <SeriesChart label={`The values of ${inspection.series[0]!.name}.`} series={values} height={190} />}
      </div>
      {notes.length > 0 && <ul class="notes">{notes.map((note) => <li key={note}>{note}</li>)}</ul>}
      <ReadingTable
        reading={table} format={textOf(said["format"])} decimal={textOf(said["decimal"])} wrongLine={lineOf(problem?.where)}
        chooseRole={(column, role, joins) => say(withRole(table, column, role, joins))} say={(key, value) => say({ [key]: value })}
      />
    </>
  );
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const marks: Record<string, string> = { ",": "commas", ";": "semicolons", "|": "bars", tab: "tabs", space: "spaces" };

function fileText({ encoding, separator }: FileReading): string {
  return separator === "none" ? encoding : `${encoding}, ${marks[separator] ?? separator} between cells`;
}

// A Parquet file has column names but no header line.
function linesText({ columns, headerLine, firstLine, lastLine }: FileReading): string {
  if (headerLine !== undefined) {
    return `lines ${headerLine} to ${lastLine}`;
  }

  return columns.every((column, k) => column.name === `${k + 1}`) ? `lines ${firstLine} to ${lastLine}, without a header` : `rows ${firstLine} to ${lastLine}`;
}

// Of the file itself. A table of the user's own forecasts is named before its line.
function lineOf(where: string | undefined): number | null {
  const found = where?.startsWith("external") ? null : /(?:line|row) (\d+)/.exec(where ?? "");
  return found ? Number(found[1]) : null;
}

const SHOWN_BYTES = 5_000_000;

/** The line of the file in which a problem lies. */
function Excerpt({ file, where }: { file: File; where?: string }) {
  const line = lineOf(where);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (line !== null && isText(file) && file.size < SHOWN_BYTES) {
      void file.text().then((content) => setText(content.split(/\r\n|\n|\r/)[line - 1]?.slice(0, 200) ?? null));
    } else {
      setText(null);
    }
  }, [file, line]);
  return text === null ? null : <pre class="excerpt"><span class="muted">{line}</span> {text}</pre>;
}
