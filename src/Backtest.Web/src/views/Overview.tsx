import { SeriesChart, type Overlay } from "../charts/SeriesChart";
import { path } from "../data/api";
import { useMemo } from "preact/hooks";
import { checksOf, rankingMetric, type Check } from "../data/checks";
import { decimalsFor, duration, metric, metricLabels, number, percent, plural } from "../data/format";
import { useLoad } from "../data/load";
import type { ForecastAnswer, TrialDocument } from "../data/contract";
import { Card, Download, Engine, ProblemBox } from "../parts/basics";
import { axisOf } from "../data/series";
import type { Result } from "./Series";

/** The answer: which model, how good beside the naive forecasts, what speaks for and against it, and its forecasts. */
export function Overview({ result }: { result: Result }) {
  const { name, api, board, series, winner } = result;
  const forecast = useLoad<ForecastAnswer>(`${api}/forecast?level=80,95`, { keep: true });
  const trial = useLoad<TrialDocument>(api + path`/trials/${winner.trial}`, { keep: true });
  const overlays = useMemo((): Overlay[] => (trial.data?.score ? [{ label: winner.label, windows: trial.data.score.windows, colour: "first" }] : []), [trial.data]);
  const steps = useMemo(() => forecast.data?.forecast ?? [], [forecast.data]);
  return (
    <>
      <Verdict result={result} />
      <Card title="Series, windows and forecast">
        <SeriesChart
          label={`${name}: actual values, forecasts of ${plural(board.protocol.windows, "window")} by ${winner.label}, and the next ${steps.length} values forecast with intervals.`}
          series={series} protocol={board.protocol} overlays={overlays} forecast={steps}
        />
        {trial.problem && <ProblemBox problem={trial.problem} />}
      </Card>
      <div class="columns">
        <Card title="What the checks say"><ul class="checks-list">{checksOf(board, winner).map((check) => <CheckLine key={check.text} check={check} />)}</ul></Card>
        <Card title="Forecast" class="forecast">
          {forecast.problem && <ProblemBox problem={forecast.problem} />}
          {forecast.data && <ForecastTable forecast={forecast.data} result={result} />}
        </Card>
      </div>
      <Card title="To take away">
        <p class="actions">
          <Download url={`${api}/forecast?level=80,95`} accept="text/csv" name={`${name}-forecast.csv`}>Forecast, CSV</Download>
          <Download url={`${api}/leaderboard`} accept="text/csv" name={`${name}-leaderboard.csv`}>Leaderboard, CSV</Download>
          <Download url={api + path`/models/${winner.trial}`} name={`${name}-${winner.trial}.json`}>Model</Download>
          <Download url={`${api}/report`} name={`${name}-report.html`}>Report, HTML</Download>
        </p>
        <p class="muted small">
          Run {board.run}, {plural(board.rows.length, "trial")} in {duration(board.timing.seconds)}. The report is one file to send or print.
        </p>
      </Card>
    </>
  );
}

// A smaller share rounds to 0 %.
const SMALLEST_GAIN = 0.005;

function Verdict({ result }: { result: Result }) {
  const { board, chosen, winner, naives } = result;
  const held = winner.holdOut;
  const isNaive = naives.includes(winner);
  const bar = naives.filter((row) => row.holdOut && row !== winner).sort((a, b) => a.holdOut!.mae! - b.holdOut!.mae!)[0];
  const gain = held && bar?.holdOut?.mae ? 1 - held.mae! / bar.holdOut.mae : null;
  const isBetter = gain !== null && gain >= SMALLEST_GAIN;
  const shown = [winner, ...naives.filter((row) => row !== winner)];
  const mae = decimalsFor(shown.map((row) => row.holdOut?.mae));
  const rank = rankingMetric(board);
  const ranked = decimalsFor(shown.map((row) => row.metrics?.[rank]));
  const longest = Math.max(...shown.map((row) => row.holdOut?.mae ?? 0));
  return (
    <section class="card verdict" aria-label="Verdict">
      <p class="verdict-model"><Engine name={winner.engine} /> <a href={result.to(["model", winner.trial])}>{winner.label}</a></p>
      <p class={`verdict-line ${isBetter && !isNaive ? "good" : "warn"}`}>
        {isNaive ? `A naive forecast is ${chosen}: no other model did better in the windows.`
          : gain === null ? "There is no naive forecast of the values held out to compare it with."
          : isBetter ? <>Its error is <b>{percent(gain)} smaller</b> than that of {bar!.label}.</>
          : <>No better than {bar!.label}: its error is {gain > -SMALLEST_GAIN ? "the same" : `${percent(-gain)} larger`}.</>}
        <span class="muted"> On the last {plural(board.protocol.testLength, "value")}, which had no say in any choice.</span>
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label={`The ${chosen} model beside the naive forecasts`}>
        <table class="grid-table against">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="wide">Error on the values held out</th>
              <th scope="col" class="n">MAE</th>
              <th scope="col" class="n">MASE</th>
              <th scope="col" class="n">Windows, {metricLabels[rank]}</th>
              <th scope="col" class="n">Rank</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.trial} class={row === winner ? "published" : ""}>
                <th scope="row">{row === winner ? (chosen === "published" ? "Published" : "Chosen") : row.label}</th>
                <td class="wide"><Meter share={(row.holdOut?.mae ?? 0) / (longest || 1)} isFirst={row === winner} /></td>
                <td class="n">{number(row.holdOut?.mae, mae)}</td>
                <td class="n">{metric(row.holdOut?.mase, "mase")}</td>
                <td class="n">{metric(row.metrics?.[rank], rank, ranked)}</td>
                <td class="n">{row.rank ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Meter({ share, isFirst }: { share: number; isFirst: boolean }) {
  return <div class="meter" aria-hidden="true"><div class={isFirst ? "fill first" : "fill"} style={{ width: `${100 * share}%` }} /></div>;
}

const marks: Record<Check["kind"], [string, string]> = { good: ["✓", "Passed"], warn: ["!", "Mind"], note: ["i", "Note"] };

function CheckLine({ check }: { check: Check }) {
  const [mark, meaning] = marks[check.kind];
  return (
    <li class={check.kind}>
      <span class="mark" role="img" aria-label={meaning}>{mark}</span>
      <span>{check.text}{check.more && <small>{check.more}</small>}</span>
    </li>
  );
}

function ForecastTable({ forecast, result }: { forecast: ForecastAnswer; result: Result }) {
  const { forecast: steps, levels } = forecast;
  const axis = axisOf(result.series, steps);
  const decimals = decimalsFor(steps.map((step) => step.value));
  const ahead = axis.x.slice(result.series.values.length);
  return (
    <div class="scroll tall" tabIndex={0} role="group" aria-label="Forecast of every step">
      <table class="grid-table">
        <thead>
          <tr>
            <th scope="col">{axis.isTime ? "Time" : "Step"}</th>
            <th scope="col" class="n">Forecast</th>
            {levels.map((level) => <th key={level} scope="col" class="n">{level} % interval</th>)}
          </tr>
        </thead>
        <tbody>
          {steps.map((step, k) => (
            <tr key={step.step}>
              <th scope="row">{axis.isTime ? axis.text(ahead[k]!) : `+${step.step}`}</th>
              <td class="n"><b>{number(step.value, decimals)}</b></td>
              {step.intervals.map((interval) => <td key={interval.level} class="n">{number(interval.lower, decimals)} to {number(interval.upper, decimals)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
