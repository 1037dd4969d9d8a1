import { useMemo } from "preact/hooks";
import { path } from "../data/api";
import { count, timeText } from "../data/format";
import { useLoad } from "../data/load";
import { href } from "../data/route";
import type { Leaderboard, Row, SeriesSummary, SeriesValues } from "../data/types";
import { ProblemBox, Title, Waiting } from "../parts/basics";
import { Compare } from "./Compare";
import { LeaderboardView } from "./LeaderboardView";
import { ModelView } from "./ModelView";
import { NotFound } from "./NotFound";
import { Overview } from "./Overview";
import { RunView } from "./RunView";
import { Runs } from "./Runs";
import { SearchMap } from "./SearchMap";
import { Upload } from "./Upload";

/** What the views of a finished run share. */
export interface Result {
  name: string;
  board: Leaderboard;
  series: SeriesValues;
  /** Rows by their trial. */
  rows: Map<string, Row>;
  winner: Row;
  naives: Row[];
}

const views: [string, string][] = [["", "Result"], ["leaderboard", "Leaderboard"], ["model", "Model"], ["compare", "Compare"], ["search", "Search"], ["runs", "Runs"]];

/** A series: its published run in several views, and its other runs. */
export function Series({ name, parts, query }: { name: string; parts: string[]; query: URLSearchParams }) {
  const [view = "", item] = parts;
  const summary = useLoad<SeriesSummary>(path`api/series/${name}`, { every: (one) => (one.runs.some((run) => run.state === "running") ? 2000 : null) });
  const published = summary.data?.publishedRun;

  // Another run that is published has other documents under the same address.
  const board = useLoad<Leaderboard>(published ? path`api/series/${name}/leaderboard` + `?run=${published}` : null, { keep: true });
  const values = useLoad<SeriesValues>(published ? path`api/series/${name}/values` + `?run=${published}` : null, { keep: true });
  const result = useMemo((): Result | null => {
    if (!board.data || !values.data) {
      return null;
    }

    const rows = new Map(board.data.rows.map((row) => [row.trial, row]));
    return {
      name,
      board: board.data,
      series: values.data,
      rows,
      winner: rows.get(board.data.winner)!,
      naives: board.data.rows.filter((row) => row.engine === "baseline" && (row.spec["method"] === "naive" || row.spec["method"] === "seasonalNaive")),
    };
  }, [name, board.data, values.data]);

  const dates = useMemo(() => {
    const times = values.data?.times;
    const text = times && timeText(times);
    return text && `${text(times[0]!)} to ${text(times[times.length - 1]!)}`;
  }, [values.data]);

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
        <Title page={view ? `${known[1]} of ${name}` : name}>{name}</Title>
        {facts && board.data && (
          <p class="muted">
            {count(facts.length)} values{facts.missing > 0 && `, ${count(facts.missing)} missing`}
            {dates && `, ${dates}`}
            {board.data.protocol.seasonLength > 1 && `, season ${board.data.protocol.seasonLength}`}
          </p>
        )}
      </div>
      {!isUpload && summary.data && (
        <nav class="tabs" aria-label={`Views of ${name}`}>
          {views.filter(([one]) => published || one === "runs").map(([one, title]) => (
            <a key={one} href={href(one === "" ? ["series", name] : ["series", name, one])} aria-current={one === view ? "page" : undefined}>{title}</a>
          ))}
        </nav>
      )}
      {problem && <ProblemBox problem={problem} />}
      {!summary.data ? !problem && <Waiting what={name} />
        : isUpload ? <Upload name={name} parts={summary.data.parts} query={query} />
        : view === "runs" && item !== undefined ? <RunView name={name} run={item} onOver={summary.reload} />
        : view === "runs" || !published ? <Runs summary={summary.data} onChange={summary.reload} />
        : !result ? !problem && <Waiting what="the result" />
        : view === "leaderboard" ? <LeaderboardView result={result} query={query} />
        : view === "model" ? <ModelView result={result} trial={item ?? result.winner.trial} />
        : view === "compare" ? <Compare result={result} query={query} />
        : view === "search" ? <SearchMap result={result} query={query} />
        : <Overview result={result} />}
    </>
  );
}
