import { BarChart } from "../charts/BarChart";
import { Sparkline } from "../charts/Sparkline";
import { path } from "../data/api";
import { count, metric, metricLabels, number, percent, pValue } from "../data/format";
import { useLoad } from "../data/load";
import { href, setQuery } from "../data/route";
import type { PanelPage, SeriesRow } from "../data/contract";
import { Card, Find, ProblemBox, Select, Waiting } from "../parts/basics";
import { Pages, pageOf } from "../parts/Pages";
import { TableDownloads } from "../parts/TableDownloads";
import { AdviceChip } from "../parts/Verdict";
import { Ranking } from "./Families";

const SHOWN = 50;

// Means that show the values of a series.
const POINTS = 24;

type Column = [key: string, title: string, isNumber: boolean];

const columns: Column[] = [
  ["id", "Series", false], ["state", "State", false], ["label", "Published model", false], ["holdOut", "Hold-out", true], ["naiveHoldOut", "Naive", true],
  ["relative", "Relative to naive", true], ["bias", "Bias", true], ["coverage80", "In 80 %", true],
];

// Only of panels with networks of both kinds.
const pooling: Column = ["pooling", "Pooling", false];

/** A panel: its ranked model families, the distribution of errors, and its series, with those that need attention first. */
export function Panel({ name, run, query }: { name: string; run: string; query: URLSearchParams }) {
  const api = path`api/series/${name}/backtests/${run}`;
  const sort = query.get("sort") ?? "attention";
  const selected = new URLSearchParams({ sort });
  for (const [parameter, value] of [["search", query.get("find")], ["state", query.get("state")]] as const) {
    if (value) {
      selected.set(parameter, value);
    }
  }

  const offset = (Math.max(1, Number(query.get("page")) || 1) - 1) * SHOWN;
  const { data, problem } = useLoad<PanelPage>(`${api}/panel?${selected}&limit=${SHOWN}&offset=${offset}&points=${POINTS}`, { keep: true });
  const hasPooling = data?.rows.some((row) => row.pooling !== undefined) ?? false;

  // Each series has its errors by the metric that ranks its trials.
  const [by, ...others] = new Set(data?.rows.filter((row) => !row.problem).map((row) => errorsOf(row).metric));
  const isSame = others.length === 0;
  const shown = [...columns, ...(hasPooling ? [pooling] : [])].map(([key, title, isNumber]): Column =>
    [key, key !== "holdOut" ? title : isSame && by ? `${title} ${metricLabels[by]}` : `${title} error`, isNumber]);
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      {!data && !problem && <Waiting what="the series" />}
      {data && (
        <>
          {data.ranking && <Ranking ranking={data.ranking} finished={data.ranking.series} series={data.series} />}
          <Card title="Errors on the hold-out">
            <BarChart
              label="Number of series by their hold-out error relative to the naive forecast"
              bars={data.errors.map((one) => ({ label: one.to === undefined ? `over ${one.from}` : one.from === one.to ? "the same" : `${one.from} to ${one.to}`, value: one.series }))}
              caption="Error of the published model divided by that of the naive forecast, on values that no choice has seen. Below 1, the published model is better."
              heads={["Error relative to the naive forecast", "Series"]}
              decimals={0}
              hasCounts
            />
          </Card>
          <Card title="Series" aside={<Find label="Find" value={query.get("find") ?? ""} class="inline" />}>
            <div class="filters">
              <Select
                label="State"
                value={query.get("state") ?? ""}
                options={[["", "all"], ["done", "with forecasts"], ["failed", "failed"], ["refused", "refused"]] as const}
                onChange={(state) => setQuery({ state: state || null, page: null })}
              />
              <Select
                label="Order"
                value={sort.replace("-", "")}
                options={[["attention", "What needs attention"], ["index", "As in the file"], ...shown.map(([key, title]) => [key, title] as const)]}
                onChange={(key) => setQuery({ sort: key === "attention" ? null : key, page: null })}
              />
            </div>
            <div class="scroll" tabIndex={0} role="group" aria-label="Series of the panel">
              <table class="grid-table board panel">
                <thead>
                  <tr>
                    <Head column={shown[0]!} sort={sort} />
                    <th scope="col">Values</th>
                    {shown.slice(1).map((column) => <Head key={column[0]} column={column} sort={sort} />)}
                  </tr>
                </thead>
                <tbody>
                  {data.rows.map((row) => (
                    <Row key={row.index} row={row} run={query.get("run")} isSame={isSame} hasPooling={hasPooling} />
                  ))}
                </tbody>
              </table>
            </div>
            {hasPooling && (
              <p class="muted small">
                Pooling: in how many windows the networks that the series share were closer than the best LSTM of the series itself, and the
                p-value of a Diebold-Mariano test.
              </p>
            )}
            {data.matches === 0 && <p class="muted">No match among {count(data.series)} series.</p>}
            <Pages {...pageOf(query, data.matches, SHOWN)} />
            <TableDownloads
              tables={[
                { title: "Series", url: `${api}/panel?${selected}`, name: `${name}-series` },
                { title: "Forecasts", url: `${api}/forecast`, name: `${name}-forecasts` },
                { title: "Leaderboards", url: `${api}/leaderboard`, name: `${name}-leaderboards` },
                { title: "Predictions of every window", url: `${api}/predictions`, name: `${name}-predictions` },
              ]}
            />
          </Card>
        </>
      )}
    </>
  );
}

function Head({ column: [key, title, isNumber], sort }: { column: Column; sort: string }) {
  return (
    <th scope="col" class={isNumber ? "n" : undefined} aria-sort={sort === key ? "ascending" : sort === `-${key}` ? "descending" : "none"}>
      <button type="button" onClick={() => setQuery({ sort: sort === `-${key}` || (!isNumber && sort !== key) ? key : `-${key}`, page: null })}>
        {title}<span class="arrow" aria-hidden="true">{sort === key ? "▲" : sort === `-${key}` ? "▼" : ""}</span>
      </button>
    </th>
  );
}

function Row({ row, run, isSame, hasPooling }: { row: SeriesRow; run: string | null; isSame: boolean; hasPooling: boolean }) {
  const start = (
    <>
      <th scope="row">{row.problem ? row.id : <a href={href(["series", row.name], { run })}>{row.id}</a>}</th>
      <td class="shape"><Sparkline values={row.points ?? []} length={row.length} /></td>
      <td>{row.advice ? <AdviceChip advice={row.advice} /> : <span class={`state s-${row.state}`}>{row.state}</span>}</td>
    </>
  );
  if (row.problem) {
    return <tr>{start}<td colSpan={columns.length - 2 + Number(hasPooling)}>{row.problem.title}</td></tr>;
  }

  const errors = errorsOf(row);
  const relative = errors.holdOut === 0 && errors.naiveHoldOut === 0 ? 1
    : errors.holdOut !== undefined && errors.naiveHoldOut ? errors.holdOut / errors.naiveHoldOut : undefined;
  return (
    <tr>
      {start}
      <td class="label">{row.label}</td>
      <td class="n">{metric(errors.holdOut, errors.metric)}{!isSame && ` ${metricLabels[errors.metric]}`}</td>
      <td class="n">{metric(errors.naiveHoldOut, errors.metric)}</td>
      <td class="n">{relative === undefined ? "–" : `× ${number(relative, 2)}`}</td>
      <td class="n">{number(row.bias)}</td>
      <td class="n">{row.coverage80 === undefined ? "–" : percent(row.coverage80)}</td>
      {hasPooling && <td>{row.pooling ? poolingText(row.pooling) : "–"}</td>}
    </tr>
  );
}

function errorsOf({ ranked, holdOutMase, naiveHoldOutMase }: SeriesRow): NonNullable<SeriesRow["ranked"]> {
  return ranked ?? { metric: "mase", holdOut: holdOutMase, naiveHoldOut: naiveHoldOutMase };
}

function poolingText({ windows, closer, test }: NonNullable<SeriesRow["pooling"]>): string {
  const word = test === undefined || test.pValue >= 0.05 ? "unclear" : test.statistic < 0 ? "better" : "worse";
  return `${word}: ${closer} of ${windows}${test ? `, ${pValue(test.pValue)}` : ""}`;
}
