import { useEffect, useMemo, useState } from "preact/hooks";
import { path, uploadOf } from "../data/api";
import { count, digitsOf, seasons, timeText } from "../data/format";
import { useLoad } from "../data/load";
import { href, type Query } from "../data/route";
import type { LeaderboardAnswer, LeaderboardRow, SeriesSummary, SeriesValues } from "../data/contract";
import type { Held } from "../charts/SeriesChart";
import { holdOutOf } from "../data/holdOut";
import { ProblemBox, Title, Waiting } from "../parts/basics";
import { Compare } from "./Compare";
import { LeaderboardView } from "./LeaderboardView";
import { ModelView } from "./ModelView";
import { NotFound } from "./NotFound";
import { Overview } from "./Overview";
import { Panel } from "./Panel";
import { RunBanner } from "./RunBanner";
import { RunView } from "./RunView";
import { Runs } from "./Runs";
import { SearchMap } from "./SearchMap";
import { Upload } from "./Upload";

/** What the views of a finished run share. */
export interface Result {
  name: string;
  /** How texts call the model of the run: "published" for the published run, "chosen" for any other. */
  chosen: "published" | "chosen";
  /** Address of the run in the service. */
  api: string;
  /** Address of a view of the same run. */
  to: (view: string[], query?: Query) => string;
  board: LeaderboardAnswer;
  series: SeriesValues;
  /** Rows by trial id. */
  rows: Map<string, LeaderboardRow>;
  /** The trial whose forecasts the run serves. */
  published: LeaderboardRow;
  naives: LeaderboardRow[];
  /** Digits after the decimal point of values and forecasts: as many as the data have. */
  digits: number;
}

/** Forecasts of the held-out values to draw, the first one with its intervals. Trials that were not scored there are left out. */
export function heldOf({ board }: Result, ...rows: (LeaderboardRow | undefined)[]): Held[] {
  return rows.flatMap((row, k) => {
    const windows = holdOutOf(board, row);
    return windows ? [{ label: row!.label, windows, colour: k === 0 ? "forecast" : "second", isFirst: k === 0 }] : [];
  });
}

/** Whether the model of a trial has networks, which are stored as ONNX beside its description. */
export function hasNetworks({ spec }: LeaderboardRow): boolean {
  return spec.engine === "lstm" || (spec.engine === "mstl" && spec.model === "lstm");
}

/** The format in which the model of a trial is stored. */
export function modelFormat(row: LeaderboardRow): string {
  return !hasNetworks(row) ? "JSON" : row.spec.engine === "lstm" && (row.spec.variants?.length ?? 0) > 1 ? "ONNX, zip" : "ONNX";
}

const views: [string, string][] = [["", "Result"], ["leaderboard", "Leaderboard"], ["model", "Model"], ["compare", "Compare"], ["search", "Settings map"], ["runs", "Runs"]];

/** The panel of a series in it. */
function usePanelOf(name: string | null): string | undefined {
  const [panel, setPanel] = useState<string>();
  useEffect(() => {
    setPanel(undefined);
    if (name === null) {
      return;
    }

    const stop = new AbortController();
    void uploadOf(name, stop.signal).then((upload) => setPanel(upload === name ? undefined : upload), () => {});
    return () => stop.abort();
  }, [name]);
  return panel;
}

/** A series: all of its runs, and several views of the published one or of the run that the address names. */
export function Series({ name, parts, query }: { name: string; parts: string[]; query: URLSearchParams }) {
  const [view = "", item] = parts;
  const summary = useLoad<SeriesSummary>(path`api/series/${name}`, { every: (one) => (one.runs.some((run) => run.state === "running") ? 2000 : 30_000) });
  const publishedRun = summary.data?.publishedRun;
  const named = query.get("run");

  // What the reader looks at stays when a newer run is published; the banner offers that one.
  const [kept, setKept] = useState<string>();
  useEffect(() => setKept((old) => (view === "runs" ? undefined : old ?? publishedRun)), [view, publishedRun]);
  const run = named ?? kept ?? publishedRun;
  const other = named !== null && named !== publishedRun ? summary.data?.runs.find((one) => one.run === named) : undefined;
  const isUnfinished = other !== undefined && other.state !== "done";
  const isPanel = summary.data?.runs.find((one) => one.run === run)?.panel !== undefined;
  const api = run && summary.data && !isUnfinished && !isPanel ? path`api/series/${name}/backtests/${run}` : null;
  const board = useLoad<LeaderboardAnswer>(api && `${api}/leaderboard`, { keep: true });
  const values = useLoad<SeriesValues>(api && `${api}/values`, { keep: true });
  const result = useMemo((): Result | null => {
    if (!board.data || !values.data || !api) {
      return null;
    }

    const rows = new Map(board.data.rows.map((row) => [row.trial, row]));
    return {
      name,
      chosen: run === publishedRun ? "published" : "chosen",
      api,
      to: (view, more = {}) => href(["series", name, ...view], { ...more, run: named }),
      board: board.data,
      series: values.data,
      rows,
      published: rows.get(board.data.winner)!,
      digits: digitsOf(values.data.values),
      naives: board.data.rows.filter((row) => row.spec.engine === "baseline" && (row.spec.method === "naive" || row.spec.method === "seasonalNaive")),
    };
  }, [name, api, named, run === publishedRun, board.data, values.data]);

  const dates = useMemo(() => {
    const times = values.data?.times;
    const text = times && timeText(times);
    return text && `${text(times[0]!)} to ${text(times[times.length - 1]!)}`;
  }, [values.data]);

  const panel = usePanelOf(board.data?.id === undefined ? null : name);
  const over = (published?: string) => {
    setKept(published);
    summary.reload();
  };
  const known = views.find(([one]) => one === view);
  if (!known) {
    return <NotFound />;
  }

  const problem = summary.problem ?? board.problem ?? values.problem;
  const isUpload = (summary.data?.parts.length ?? 0) > 0;
  const facts = board.data?.series;
  return (
    <>
      <div class="series-head">
        <Title key={view} page={view ? `${known[1]} of ${board.data?.id ?? name}` : board.data?.id ?? name}>{board.data?.id ?? name}</Title>
        {panel !== undefined && (
          <p class="muted">
            A series of <a href={href(["series", panel], { run: named })}>{panel}</a>
          </p>
        )}
        {facts && board.data && (
          <p class="muted">
            {count(facts.length)} values{facts.missing > 0 && `, ${count(facts.missing)} missing`}
            {dates && `, ${dates}`}
            {board.data.protocol.seasonLength > 1 && `, season ${seasons(board.data.protocol)}`}
          </p>
        )}
      </div>
      {!isUpload && summary.data && (
        <nav class="tabs" aria-label={`Views of ${name}`}>
          {views.filter(([one]) => one === "runs" || (run && (one === "" || !isPanel))).map(([one, title]) => (
            <a
              key={one}
              href={href(one === "" ? ["series", name] : ["series", name, one], { run: one === "runs" ? null : named })}
              aria-current={one === view ? "page" : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      )}
      {problem && <ProblemBox problem={problem} />}
      {summary.data && !isUpload && view !== "runs" && (
        <RunBanner summary={summary.data} run={run} isNamed={named !== null} view={parts} onShowPublished={() => setKept(publishedRun)} />
      )}
      {!summary.data ? !problem && <Waiting what={name} />
        : isUpload ? <Upload name={name} parts={summary.data.parts} query={query} />
        : view === "runs" && item !== undefined ? <RunView name={name} run={item} onOver={over} />
        : isUnfinished && view !== "runs" ? <RunView name={name} run={named!} onOver={over} />
        : isPanel && view === "" ? <Panel name={name} run={run!} query={query} />
        : view === "runs" || !run ? <Runs summary={summary.data} onChange={summary.reload} />
        : !result ? !problem && <Waiting what="the result" />
        : view === "leaderboard" ? <LeaderboardView result={result} query={query} />
        : view === "model" ? <ModelView result={result} trial={item ?? result.published.trial} />
        : view === "compare" ? <Compare result={result} query={query} />
        : view === "search" ? <SearchMap result={result} query={query} />
        : <Overview result={result} />}
    </>
  );
}
