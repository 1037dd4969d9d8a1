import { useMemo } from "preact/hooks";
import { BarChart } from "../charts/BarChart";
import { ErrorsChart } from "../charts/ErrorsChart";
import { LineChart } from "../charts/LineChart";
import { SeriesChart, type Overlay } from "../charts/SeriesChart";
import { rankingMetric } from "../data/ranking";
import { path } from "../data/api";
import { bySteps, errorsOf, histogram } from "../data/errors";
import { decimalsFor, duration, heldOutText, metric, metricLabels, number, plural, pValue, valueText } from "../data/format";
import { useLoad } from "../data/load";
import { go } from "../data/route";
import type { EnsembleMember, LeaderboardRow, RankingMetric, MetricSet, ResidualDiagnosis, TrialDocument } from "../data/contract";
import { Card, Download, Family, ProblemBox, Waiting } from "../parts/basics";
import { ModelSelect } from "../parts/ModelSelect";
import { Why } from "./Compare";
import { hasNetworks, heldOf, modelFormat, type Result } from "./Series";

/** One model in detail. */
export function ModelView({ result, trial: id }: { result: Result; trial: string }) {
  const { name, api, board, chosen, series, to, published, rows } = result;
  const row = rows.get(id);
  const { data: trial, problem } = useLoad<TrialDocument>(row ? api + path`/trials/${id}` : null, { keep: true });
  const overlays = useMemo(
    (): Overlay[] => (trial?.score ? [{ label: trial.label, windows: trial.score.windows, colour: "first" }] : []),
    [trial],
  );
  const held = useMemo(() => heldOf(result, row), [result, row]);
  const errors = useMemo(() => (trial ? errorsOf(trial) : []), [trial]);
  const by = rankingMetric(board) === "mse" ? "rmse" : rankingMetric(board);
  if (!row) {
    return <ProblemBox problem={{ title: `The run has no trial '${id}'.`, detail: "The leaderboard lists all trials." }} />;
  }

  return (
    <>
      <Card>
        <div class="model-head">
          <ModelSelect label="Model" result={result} value={id} onChange={(one) => go(to(["model", one]))} />
          <p class="actions">
            {row.rank !== undefined && <Download url={api + path`/models/${id}`} name={`${name}-${id}.json`}>Download model ({modelFormat(row)})</Download>}
            {row.rank !== undefined && hasNetworks(row) && <Download url={api + path`/models/${id}`} accept="application/json" name={`${name}-${id}.json`}>Transforms (JSON)</Download>}
            {row.rank !== undefined && <Download url={api + path`/forecast?level=80,95&model=${id}`} accept="text/csv" name={`${name}-${id}-forecast.csv`}>Forecast (CSV)</Download>}
            {row !== published && <a class="button" href={to(["compare"], { a: published.trial, b: id })}>Compare with the {chosen} model</a>}
          </p>
        </div>
        <p class="model-line">
          <Family name={row.engine} />
          {row === published && <span class="tag">{chosen}</span>}
          {row.rank !== undefined && <span>rank <b>{row.rank}</b> of {board.rows.filter((one) => one.rank !== undefined).length}</span>}
          {row.inConfidenceSet !== undefined && <span>{setText(row)}</span>}
          <span class="muted">{duration(row.timing.seconds)}</span>
        </p>
        {row.reason && <ProblemBox problem={{ title: row.status === "pruned" ? "This trial was left out." : "This trial failed.", detail: row.reason }} />}
        {row.warnings.length > 0 && <ul class="notes">{row.warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul>}
      </Card>
      {problem && <ProblemBox problem={problem} />}
      {!trial && !problem && <Waiting what="the model" />}
      {trial?.score && (
        <>
          {held.length > 0 && (
            <Card title="Forecast of the held-out values">
              <SeriesChart label={`${name}: ${heldOutText(board.protocol)}, and their forecast by ${row.label}.`} series={series} protocol={board.protocol} held={held} height={260} part="heldOut" />
            </Card>
          )}
          {row !== published && published.metrics && <Why result={result} trial={row} other={published} />}
          <Card title="Forecasts in the windows">
            <SeriesChart label={`${name}: actual values and forecasts in ${plural(board.protocol.windows, "window")} by ${row.label}.`} series={series} protocol={board.protocol} overlays={overlays} />
          </Card>
          <div class="columns flow">
            <Card title="Metrics"><Metrics windows={trial.score.overall} holdOut={row.holdOut} /></Card>
            <Card title="Error by step ahead">
              {trial.score.steps.length > 1
                ? (
                  <>
                    <LineChart label={`${metricLabels[by]} by step ahead.`} unit="Step" lines={[{ label: metricLabels[by], colour: "first", values: bySteps(trial, by) }]} />
                    <p class="muted small">{metricLabels[by]} over all windows, for each step ahead.</p>
                  </>
                )
                : <p class="muted">The horizon is one step.</p>}
            </Card>
            <Card title="Errors in the windows, over time">
              <ErrorsChart errors={errors} series={series} digits={result.digits} />
            </Card>
            <Card title="Errors in the windows, by size">
              <BarChart
                label={`Histogram of ${errors.length} forecast errors.`} bars={histogram(errors)} heads={["Error about", "Forecasts"]} decimals={0} hasCounts
                caption={`Forecast minus actual for all ${errors.length} forecasts in the windows, in units of the series. Errors centred on 0 have no bias.`}
              />
            </Card>
            {row === published && <ResidualPlot residuals={board.residuals} chosen={chosen} />}
            {trial.history && trial.history.training.length > 1 && <Losses history={trial.history} spec={row.spec} />}
            {row.spec.engine === "ensemble" && row.spec.members && <Members members={row.spec.members} to={to} />}
            <Card title="Specification">
              <dl class="spec">
                {Object.entries(row.spec)
                  .filter(([key]) => key !== "members" && key !== "forecasts")
                  .map(([key, value]) => (
                    <div key={key}>
                      <dt>
                        <code>{key}</code>
                      </dt>
                      <dd>{valueText(value)}</dd>
                    </div>
                  ))}
              </dl>
            </Card>
          </div>
        </>
      )}
    </>
  );
}

function setText({ rank, inConfidenceSet, confidencePValue }: LeaderboardRow): string {
  return rank === 1 ? "★ the best in the windows"
    : `${inConfidenceSet ? "★ cannot be told apart from the best" : "worse than the best"} (${pValue(confidencePValue!)})`;
}

/** The members of an ensemble and their weights. */
function Members({ members, to }: { members: EnsembleMember[]; to: Result["to"] }) {
  return (
    <Card title="Members">
      <table class="grid-table">
        <thead><tr><th scope="col">Model</th><th scope="col" class="n">Weight</th></tr></thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.trial}>
              <th scope="row"><Family name={member.spec.engine} /> <a href={to(["model", member.trial])}>{member.label}</a></th>
              <td class="n">{(100 * member.weight).toFixed(1)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Metrics({ windows, holdOut }: { windows: MetricSet; holdOut?: MetricSet }) {
  const names: (RankingMetric | "r2" | "bias" | "coverage80" | "coverage95" | "crps")[] = ["mase", "rmsse", "rmse", "mae", "mape", "smape", "r2", "bias", "coverage80", "coverage95", "crps"];
  const labels: Record<string, string> = { ...metricLabels, r2: "R²", bias: "Bias", coverage80: "In the 80 % interval", coverage95: "In the 95 % interval", crps: "CRPS" };
  const show = (set: MetricSet | undefined, name: (typeof names)[number]) => {
    const value = set?.[name];
    return value === undefined ? "–"
      : name.startsWith("coverage") ? `${(100 * value).toFixed(0)} %`
      : name === "r2" ? number(value, 3)
      : metric(value, name as RankingMetric, decimalsFor([windows[name], holdOut?.[name]]));
  };
  return (
    <table class="grid-table">
      <thead><tr><th scope="col">Metric</th><th scope="col" class="n">Windows</th>{holdOut && <th scope="col" class="n">Hold-out</th>}</tr></thead>
      <tbody>
        {names.filter((name) => windows[name] !== undefined || holdOut?.[name] !== undefined).map((name) => (
          <tr key={name}>
            <th scope="row">{labels[name]}</th>
            <td class="n">{show(windows, name)}</td>
            {holdOut && <td class="n">{show(holdOut, name)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ResidualPlot({ residuals, chosen }: { residuals: ResidualDiagnosis; chosen: Result["chosen"] }) {
  const { correlogram, whiteNoise, normality, arch } = residuals;
  const tests: [string, { pValue: number } | undefined, string, string][] = [
    ["Ljung-Box", whiteNoise, "no pattern is left", "a pattern is left"],
    ["Jarque-Bera", normality, "they look normal", "they are not normal: treat the intervals of the model with care"],
    ["Engle's ARCH", arch, "their spread stays the same", "their spread changes with time"],
  ];
  return (
    <Card title="Autocorrelation of the residuals">
      {correlogram
        ? (
          <BarChart
            label={`Autocorrelations of the residuals at lags 1 to ${correlogram.acf.length}.`} bars={correlogram.acf.map((value, k) => ({ label: String(k + 1), value }))}
            bound={correlogram.bound} heads={["Lag", "Autocorrelation"]} decimals={3}
            caption={`By lag, for the ${residuals.count} one-step innovation residuals of the ${chosen} model, fitted to all values: these are not `
              + "the errors in the windows. For white noise, 95 % of the bars lie in the band."}
          />
        )
        : <p class="muted">{residuals.undetermined["correlogram"] ?? "It cannot be computed from these residuals."}</p>}
      <ul class="tests">
        {tests.map(
          ([name, test, good, bad]) =>
            test && (
              <li key={name}>
                <span>{test.pValue >= 0.05 ? good : bad}</span>{" "}
                <span class="muted">
                  {name}, {pValue(test.pValue)}
                </span>
              </li>
            ),
        )}
      </ul>
    </Card>
  );
}

function Losses({ history, spec }: { history: NonNullable<TrialDocument["history"]>; spec: LeaderboardRow["spec"] }) {
  const { scope, patience, averaging } = spec.engine === "lstm" ? spec : {};
  const lines = [
    { label: "training", colour: "first", values: history.training },
    ...(history.validation ? [{ label: "validation", colour: "second", values: history.validation }] : []),
  ];
  return (
    <Card title="Loss by epoch">
      <LineChart label={`Loss of ${history.training.length} epochs in ${lines.map((line) => line.label).join(" and ")}.`} unit="Epoch" lines={lines} mark={patience ? history.bestEpoch : undefined} log />
      <p class="muted small">
        {scope === "panel" ? "Last training of the first network that the series share" : "Last fit"}, in transformed units, on a logarithmic scale.{" "}
        {!history.validation && "No samples were held back for validation. To hold some back, set validation or patience in the grid. "}
        {averaging ? "The losses are those of the weights before averaging; the forecasts come from their average."
          : history.validation && `The weights of epoch ${history.bestEpoch} were kept.`}
      </p>
    </Card>
  );
}
