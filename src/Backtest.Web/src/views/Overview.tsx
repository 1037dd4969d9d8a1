import { PartsChart } from "../charts/PartsChart";
import { SeriesChart, type Overlay } from "../charts/SeriesChart";
import { path } from "../data/api";
import { useMemo, useState } from "preact/hooks";
import { errorMetric, metricBeside, rankingMetric } from "../data/ranking";
import { bestNaive } from "../data/holdOut";
import { decimalsFor, duration, errorNames, heldOutText, metric, metricLabels, number, plural } from "../data/format";
import { useLoad } from "../data/load";
import type { Finding, FindingKind, ForecastAnswer, SeriesValues, TrialDocument } from "../data/contract";
import { Card, Download, Family, ProblemBox, Waiting } from "../parts/basics";
import { TableDownloads } from "../parts/TableDownloads";
import { AdviceChip, Reasons } from "../parts/Verdict";
import { axisOf } from "../data/series";
import { hasNetworks, heldOf, modelFormat, type Result } from "./Series";

/** The answer: the model, whether to trust it, how it compares with the naive forecasts, and its forecasts. */
export function Overview({ result }: { result: Result }) {
  const { name, api, board, series, published, naives } = result;
  const forecast = useLoad<ForecastAnswer>(`${api}/forecast?level=80,95`, { keep: true });
  const trial = useLoad<TrialDocument>(api + path`/trials/${published.trial}`, { keep: true });
  const overlays = useMemo(
    (): Overlay[] => (trial.data?.score ? [{ label: published.label, windows: trial.data.score.windows, colour: "first" }] : []),
    [trial.data],
  );
  const steps = useMemo(() => forecast.data?.forecast ?? [], [forecast.data]);
  const held = useMemo(() => heldOf(result, published, bestNaive(naives, published, errorMetric(board))), [result]);
  return (
    <>
      <Answer result={result} />
      {held.length > 0 && (
        <Card title="Forecast of the held-out values">
          <SeriesChart
            label={`${name}: ${heldOutText(board.protocol)}, and their forecast by ${held.map((one) => one.label).join(" and by ")}.`}
            series={series} protocol={board.protocol} held={held} height={260} part="heldOut"
          />
        </Card>
      )}
      <Card title="Series, windows and forecast">
        <SeriesChart
          label={`${name}: actual values, forecasts in ${plural(board.protocol.windows, "window")} by ${published.label}, and ${plural(steps.length, "forecast")} ahead with intervals.`}
          series={series} protocol={board.protocol} overlays={overlays} forecast={steps}
        />
        {trial.problem && <ProblemBox problem={trial.problem} />}
      </Card>
      {board.protocol.seasonLength > 1 && <Parts result={result} />}
      <div class="columns">
        <Card title="Checks"><ul class="checks-list">{board.findings.map((finding) => <FindingLine key={finding.text} finding={finding} />)}</ul></Card>
        <Card title="Forecast" class="forecast">
          {forecast.problem && <ProblemBox problem={forecast.problem} />}
          {forecast.data && <ForecastTable forecast={forecast.data} result={result} />}
        </Card>
      </div>
      <Card title="Downloads">
        <TableDownloads
          tables={[
            { title: "Forecast", url: `${api}/forecast?level=80,95`, name: `${name}-forecast` },
            { title: "Leaderboard", url: `${api}/leaderboard`, name: `${name}-leaderboard` },
            { title: "Predictions of every window", url: `${api}/predictions`, name: `${name}-predictions` },
          ]}
        >
          <Download url={api + path`/models/${published.trial}`} name={`${name}-${published.trial}.json`}>Download model ({modelFormat(published)})</Download>
          {hasNetworks(published) && <Download url={api + path`/models/${published.trial}`} accept="application/json" name={`${name}-${published.trial}.json`}>Transforms (JSON)</Download>}
          <Download url={`${api}/report`} name={`${name}-report.html`}>Report (HTML)</Download>
        </TableDownloads>
        <p class="muted small">
          Run {board.run}, {plural(board.rows.length, "trial")} in {duration(board.timing.seconds)}. The report is a single file that you
          can send or print.
        </p>
      </Card>
    </>
  );
}

/** Trend, seasons and remainder, loaded when the reader opens them. */
function Parts({ result }: { result: Result }) {
  const [isOpen, setOpen] = useState(false);
  const { data, problem } = useLoad<SeriesValues>(isOpen ? `${result.api}/values?parts=true` : null, { keep: true });
  const { seasonLength, longSeasons } = result.board.protocol;
  const tooLong = data ? [seasonLength, ...(longSeasons ?? [])].filter((length) => data.length <= 2 * length) : [];
  return (
    <details class="card parts" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Trend, {longSeasons ? "seasons" : "season"} and remainder</summary>
      {problem && <ProblemBox problem={problem} />}
      {isOpen && !data && !problem && <Waiting what="the parts" />}
      {data?.parts && <PartsChart series={data} parts={data.parts} />}
      {data && !data.parts && tooLong.length === 0 && <p class="muted">The values are too large to be taken apart.</p>}
      {tooLong.map((length) => (
        <p key={length} class="muted">
          The series is no longer than two seasons of {length} values, so that season cannot be separated from its trend.
        </p>
      ))}
    </details>
  );
}

function Answer({ result }: { result: Result }) {
  const { board, chosen, published, naives, digits } = result;
  const { verdict } = board;
  const shown = [published, ...naives.filter((row) => row !== published)];
  const rank = rankingMetric(board);
  const beside = metricBeside(board);
  const ranked = decimalsFor(shown.map((row) => row.metrics?.[rank]));
  const error = errorMetric(board);
  const longest = Math.max(...shown.map((row) => row.holdOut?.[error] ?? 0));
  return (
    <section class={`card verdict ${verdict ? `v-${verdict.advice}` : ""}`} aria-label="Verdict">
      <p class="verdict-model">
        {verdict && <AdviceChip advice={verdict.advice} title={verdict.title} />} <Family name={published.engine} />{" "}
        <a href={result.to(["model", published.trial])}>{published.label}</a>
      </p>
      <p class="verdict-line">{verdict?.headline ?? "An earlier version stored this run without a verdict. Start it again to get one."}</p>
      {verdict && <Reasons verdict={verdict} />}
      <div class="scroll" tabIndex={0} role="group" aria-label={`The ${chosen} model beside the naive forecasts`}>
        <table class="grid-table against">
          <thead>
            <tr>
              <th scope="col">On the hold-out</th>
              <th scope="col" class="wide">{errorNames[error]}</th>
              <th scope="col" class="n">{metricLabels[error]}</th>
              <th scope="col" class="n">{metricLabels[beside]}</th>
              <th scope="col" class="n">Windows, {metricLabels[rank]}</th>
              <th scope="col" class="n">Rank</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.trial} class={row === published ? "published" : ""}>
                <th scope="row">{row === published ? (chosen === "published" ? "Published" : "Chosen") : row.label}</th>
                <td class="wide"><Meter share={(row.holdOut?.[error] ?? 0) / (longest || 1)} isFirst={row === published} /></td>
                <td class="n">{number(row.holdOut?.[error], digits)}</td>
                <td class="n">{metric(row.holdOut?.[beside], beside)}</td>
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

const marks: Record<FindingKind, [string, string]> = { good: ["✓", "Passed"], warn: ["!", "Warning"], note: ["i", "Note"] };

function FindingLine({ finding }: { finding: Finding }) {
  const [mark, meaning] = marks[finding.kind];
  return (
    <li class={finding.kind}>
      <span class="mark" role="img" aria-label={meaning}>{mark}</span>
      <span>{finding.text}{finding.more && <small>{finding.more}</small>}</span>
    </li>
  );
}

function ForecastTable({ forecast, result }: { forecast: ForecastAnswer; result: Result }) {
  const { forecast: steps, levels } = forecast;
  const axis = axisOf(result.series, steps);
  const decimals = result.digits;
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
              {step.intervals.map((interval) => (
                <td key={interval.level} class="n">
                  {number(interval.lower, decimals)} to {number(interval.upper, decimals)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
