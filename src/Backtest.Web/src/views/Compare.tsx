import { useMemo } from "preact/hooks";
import { LineChart } from "../charts/LineChart";
import { SeriesChart, type Overlay } from "../charts/SeriesChart";
import { errorMetric, rankingMetric } from "../data/ranking";
import { path } from "../data/api";
import { bySteps } from "../data/errors";
import { decimalsFor, errorNames, metric, metricLabels, metricNames, number, percent } from "../data/format";
import { useLoad } from "../data/load";
import { setQuery } from "../data/route";
import { axisOf } from "../data/series";
import type { RankingMetric, LeaderboardRow, PairAnswer, TrialDocument } from "../data/contract";
import { Card, ProblemBox, Waiting } from "../parts/basics";
import { ModelSelect } from "../parts/ModelSelect";
import { heldOf, type Result } from "./Series";

/** Any two models side by side. */
export function Compare({ result, query }: { result: Result; query: URLSearchParams }) {
  const { name, api, board, series, published, naives, rows } = result;
  const other = naives.find((row) => row !== published) ?? board.rows[1] ?? published;
  const [a, b] = [query.get("a") ?? published.trial, query.get("b") ?? other.trial];
  const [rowA, rowB] = [rows.get(a), rows.get(b)];
  const address = (trial: string) => api + path`/trials/${trial}`;
  const first = useLoad<TrialDocument>(rowA ? address(a) : null, { keep: true });
  const second = useLoad<TrialDocument>(rowB ? address(b) : null, { keep: true });
  const overlays = useMemo((): Overlay[] => [
    ...(first.data?.score ? [{ label: `A: ${first.data.label}`, windows: first.data.score.windows, colour: "first" }] : []),
    ...(second.data?.score ? [{ label: `B: ${second.data.label}`, windows: second.data.score.windows, colour: "second" }] : []),
  ], [first.data, second.data]);
  const held = useMemo(
    () =>
      heldOf(result, rowA, rowB).map((one, k) => ({ ...one, isFirst: k === 0, colour: one.label === rowA?.label ? "first" : "second" })),
    [result, a, b],
  );
  const by = rankingMetric(board) === "mse" ? "rmse" : rankingMetric(board);
  const problem = first.problem ?? second.problem;
  return (
    <>
      <Card>
        <div class="pair">
          <ModelSelect label="A" result={result} value={a} onChange={(trial) => setQuery({ a: trial, b })} />
          <button type="button" class="button small" onClick={() => setQuery({ a: b, b: a })}>Swap</button>
          <ModelSelect label="B" result={result} value={b} onChange={(trial) => setQuery({ a, b: trial })} />
        </div>
      </Card>
      {(!rowA || !rowB) && <ProblemBox problem={{ title: `The run has no trial '${rowA ? b : a}'.`, detail: "Choose another one." }} />}
      {problem && <ProblemBox problem={problem} />}
      {rowA && rowB && (!first.data || !second.data) && !problem && <Waiting what="the models" />}
      {rowA && rowB && first.data && second.data && (
        <>
          {held.length > 0 && (
            <Card title="Forecast of the held-out values">
              <SeriesChart label={`${name}: the held-out values and their forecast by ${held.map((one) => one.label).join(" and by ")}.`} series={series} protocol={board.protocol} held={held} height={260} part="heldOut" />
              {held.length < 2 && (
                <p class="muted small">
                  {(heldOf(result, rowA).length === 0 ? rowA : rowB).label} was not scored here. Only the {result.chosen} model and the
                  naive forecasts are, so that no choice depends on these values.
                </p>
              )}
            </Card>
          )}
          <Card title="Forecasts in the windows">
            <SeriesChart label={`${name}: actual values and the forecasts in the windows by ${rowA.label} and by ${rowB.label}.`} series={series} protocol={board.protocol} overlays={overlays} />
          </Card>
          <Why result={result} trial={rowA.trial === published.trial ? rowB : rowA} other={rowA.trial === published.trial ? rowA : rowB} />
          <div class="columns flow">
            <Card title="Metrics"><Sides a={rowA} b={rowB} /></Card>
            <Card title="Window by window"><Windows a={first.data} b={second.data} result={result} by={by} /></Card>
            <Card title="Error by step ahead">
              <LineChart
                label={`${metricLabels[by]} of both models by step ahead.`} unit="Step"
                lines={[{ label: "A", colour: "first", values: bySteps(first.data, by) }, { label: "B", colour: "second", values: bySteps(second.data, by) }]}
              />
              <p class="muted small">{metricLabels[by]} over all windows, for each step ahead.</p>
            </Card>
          </div>
        </>
      )}
    </>
  );
}

/** Why a model lost to another one, or won, in sentences. */
export function Why({ result, trial, other }: { result: Result; trial: LeaderboardRow; other: LeaderboardRow }) {
  const { api, board, digits, name } = result;
  const { data, problem } = useLoad<PairAnswer>(trial === other ? null : api + path`/trials/${trial.trial}/against/${other.trial}`, { keep: true });
  if (trial === other) {
    return null;
  }

  const { closer = 0, further = 0 } = data?.comparison ?? {};
  const { holdOut } = trial;
  const error = errorMetric(board);
  const lost = further >= closer && (trial.rank ?? Infinity) > (other.rank ?? Infinity);
  return (
    <Card title={lost ? `Why ${trial.label} lost` : `How ${trial.label} did against ${other.label}`}>
      {problem && <ProblemBox problem={problem} />}
      {!data && !problem && <Waiting what={`the comparison of ${name}`} />}
      {data && (
        <ul class="sentences">
          {data.sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}
          {holdOut && other.holdOut && (
            <li>
              {errorNames[error]} on the hold-out: {number(holdOut[error], digits)}, against {number(other.holdOut[error], digits)} for{" "}
              {other.label}.
            </li>
          )}
        </ul>
      )}
    </Card>
  );
}

function Sides({ a, b }: { a: LeaderboardRow; b: LeaderboardRow }) {
  const shown = metricNames.filter((name) => a.metrics?.[name] !== undefined && b.metrics?.[name] !== undefined);
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Metrics">
      <table class="grid-table">
        <thead><tr><th scope="col">Windows</th><th scope="col" class="n">A</th><th scope="col" class="n">B</th><th scope="col" class="n">A against B</th></tr></thead>
        <tbody>
          {shown.map((name) => {
            const [x, y] = [a.metrics![name]!, b.metrics![name]!];
            const decimals = decimalsFor([x, y]);
            const change = y > 0 ? x / y - 1 : 0;
            return (
              <tr key={name}>
                <th scope="row">{metricLabels[name]}</th>
                <td class={`n ${x < y ? "better" : ""}`}>{metric(x, name, decimals)}</td>
                <td class={`n ${y < x ? "better" : ""}`}>{metric(y, name, decimals)}</td>
                <td class="n">{change === 0 ? "equal" : `${percent(Math.abs(change))} ${change < 0 ? "smaller" : "larger"}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Windows({ a, b, result, by }: { a: TrialDocument; b: TrialDocument; result: Result; by: RankingMetric }) {
  const axis = axisOf(result.series);
  const rows = (a.score?.windows ?? [])
    .map((window) => ({
      start: window.testStart,
      x: window.metrics?.[by],
      y: b.score?.windows.find((other) => other.testStart === window.testStart)?.metrics?.[by],
    }))
    .filter(({ x, y }) => x !== undefined && y !== undefined);
  const decided = rows.filter(({ x, y }) => x !== y);
  const won = decided.filter(({ x, y }) => x! < y!).length;
  const decimals = decimalsFor(rows.flatMap(({ x, y }) => [x, y]));
  return (
    <>
      <p><strong>A is closer in {won} of {rows.length} windows</strong>{decided.length < rows.length ? `, B in ${decided.length - won}.` : "."}</p>
      <div class="scroll tall" tabIndex={0} role="group" aria-label="Windows">
        <table class="grid-table">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" class="n">
                A, {metricLabels[by]}
              </th>
              <th scope="col" class="n">
                B, {metricLabels[by]}
              </th>
              <th scope="col">Closer</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ start, x, y }) => (
              <tr key={start}>
                <th scope="row">{axis.text(axis.x[start]!)}</th>
                <td class={`n ${x! < y! ? "better" : ""}`}>{metric(x, by, decimals)}</td>
                <td class={`n ${y! < x! ? "better" : ""}`}>{metric(y, by, decimals)}</td>
                <td>{x! < y! ? "A" : y! < x! ? "B" : "equal"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
