import { useState } from "preact/hooks";
import { path, problemOf, send } from "../data/api";
import { count, duration, metric, metricLabels, moment, number, percent, plural } from "../data/format";
import { useLoad, type Loaded } from "../data/load";
import { errorMetric, metricBeside, type ErrorMetric } from "../data/ranking";
import { go, href } from "../data/route";
import { goToStarted } from "../data/started";
import type { InputProblem, LeaderboardAnswer, LeaderboardRow, PanelPage, RankingMetric, RunStatus, SeriesSummary } from "../data/contract";
import { GridEditor } from "../grid/GridEditor";
import { useInspection } from "../grid/inspect";
import { PlanBar } from "../grid/PlanBar";
import { Card, ProblemBox, Select, Waiting } from "../parts/basics";
import { Delete } from "../parts/Delete";
import { OwnForecastsHelp } from "../parts/OwnForecastsHelp";

/** The runs of a series, and a form to start another one with another grid. */
export function Runs({ summary, onChange }: { summary: SeriesSummary; onChange: () => void }) {
  const { name, runs, publishedRun } = summary;
  return (
    <>
      <Card title="Runs">
        <div class="scroll" tabIndex={0} role="group" aria-label="Runs">
          <table class="grid-table">
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col">State</th>
                <th scope="col" class="n">
                  Trials
                </th>
                <th scope="col" class="n">
                  Failed
                </th>
                <th scope="col" class="n">
                  Took
                </th>
                <th scope="col">Requested</th>
                <th scope="col">Result</th>
                <th scope="col">
                  <span class="visually-hidden">Delete</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.run}>
                  <th scope="row">
                    <a href={href(["series", name, "runs", run.run])}>
                      <code>{run.run}</code>
                    </a>
                    {run.run === publishedRun && (
                      <>
                        {" "}
                        <span class="tag">published</span>
                      </>
                    )}
                  </th>
                  <td><span class={`state s-${run.state}`}>{run.state}</span></td>
                  <td class="n">{run.panel ? `${plural(run.panel.series, "series", "series")}` : run.total > 0 ? `${count(run.done + run.failed + run.pruned)} of ${count(run.total)}` : "–"}</td>
                  <td class="n">{count(run.failed)}</td>
                  <td class="n">{run.state === "done" ? duration(run.elapsedSeconds) : "–"}</td>
                  <td>{moment(run.requestedAt)}</td>
                  <td>
                    {run.state === "done" && (
                      <a
                        href={href(["series", name], { run: run.run === publishedRun ? null : run.run })}
                        aria-label={`Show the result of run ${run.run}`}
                      >
                        Show
                      </a>
                    )}
                  </td>
                  <td><DeleteRun summary={summary} run={run} onChange={onChange} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <CompareRuns summary={summary} />
      {summary.uploadedAt !== undefined && <Again name={name} onChange={onChange} />}
      {summary.uploadedAt !== undefined && <OwnForecasts name={name} onChange={onChange} />}
      <DeleteUpload summary={summary} />
    </>
  );
}

/** Starts a run in which forecasts made elsewhere take part as trials. */
function OwnForecasts({ name, onChange }: { name: string; onChange: () => void }) {
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState<InputProblem | null>(null);
  const [isStarting, setStarting] = useState(false);
  const start = async () => {
    setStarting(true);
    setProblem(null);
    const body = new FormData();
    files.forEach((file) => body.append("external", file));
    try {
      const answer = await send(path`api/series/${name}/backtests`, { method: "POST", body });
      const { runs } = (await answer.json()) as { runs: { name: string; run: string }[] };
      onChange();
      goToStarted(name, runs[0]!.run);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setStarting(false);
    }
  };
  return (
    <Card title="Compare with your own forecasts">
      <OwnForecastsHelp />
      <p class="muted">The run uses the stored grid. The predictions of a finished run show the cutoffs.</p>
      <p class="actions">
        <input type="file" multiple aria-label="Tables of your own forecasts" onChange={(event) => setFiles([...(event.currentTarget.files ?? [])])} />
        <button type="button" class="button" disabled={files.length === 0 || isStarting} onClick={start}>{isStarting ? "Starting …" : "Start a run with them"}</button>
      </p>
      {problem && <ProblemBox problem={problem} />}
    </Card>
  );
}

function DeleteRun({
  summary: { name, runs, publishedRun },
  run,
  onChange,
}: {
  summary: SeriesSummary;
  run: RunStatus;
  onChange: () => void;
}) {
  const isPublished = run.run === publishedRun;
  const next = isPublished && runs.find((one) => one.state === "done" && one !== run);
  return (
    <Delete label="Delete" what={`run ${run.run}`} url={`${path`api/series/${name}/backtests/${run.run}`}?remove=true`} isPublished={isPublished} onDone={onChange}>
      This deletes its {run.panel ? "series" : `${plural(run.total, "trial")}`}, models, leaderboard and report. The upload is kept.
      {run.state === "running" && " The run is cancelled first."}
      {next && ` Forecasts will come from the run of ${moment(next.requestedAt)}.`}
      {isPublished && !next && " No finished run is left to forecast with."}
    </Delete>
  );
}

function DeleteUpload({ summary: { name, runs, publishedRun, uploadedAt } }: { summary: SeriesSummary }) {
  const lost = [...(uploadedAt === undefined ? [] : ["its file", "its grid"]), ...(runs.length > 0 ? [plural(runs.length, "run")] : [])];
  return (
    <>
      <h2 class="section">Delete</h2>
      <p class="muted">Delete the upload and everything that is stored for it.</p>
      <Delete
        label="Delete" what={`"${name}"`} url={path`api/series/${name}`} isPublished={publishedRun !== undefined}
        onDone={() => go(href([]))}
      >
        This deletes {new Intl.ListFormat("en").format(lost)}.{publishedRun !== undefined && " No forecasts will be served."}
      </Delete>
    </>
  );
}

/** Two finished runs side by side, each on its own hold-out. */
function CompareRuns({ summary: { runs, name, publishedRun } }: { summary: SeriesSummary }) {
  const finished = runs.filter((run) => run.state === "done");
  const isPanel = finished[0]?.panel !== undefined;
  const done = finished.filter((run) => (run.panel !== undefined) === isPanel);
  const [first, setFirst] = useState(publishedRun ?? done[0]?.run ?? "");
  const [second, setSecond] = useState(done.find((run) => run.run !== first)?.run ?? "");
  if (done.length < 2) {
    return null;
  }

  const options = done.map((run): [string, string] => [run.run, `${moment(run.requestedAt)}, ${run.run}${run.run === publishedRun ? ", published" : ""}`]);
  return (
    <Card title="Compare two runs">
      <div class="pair">
        <Select label="First run" value={first} options={options} onChange={setFirst} />
        <span />
        <Select label="Second run" value={second} options={options} onChange={setSecond} />
      </div>
      {isPanel ? <TwoPanels name={name} runs={[first, second]} /> : <TwoResults name={name} runs={[first, second]} />}
    </Card>
  );
}

type Rows<T> = [title: string, of: (data: T) => string][];

const ofResult = (error: ErrorMetric, by: RankingMetric): Rows<LeaderboardAnswer> => [
  ["Model", (board) => chosenRow(board).label],
  ["Verdict", (board) => board.verdict?.title ?? "–"],
  ["Values held out", (board) => count(board.protocol.testLength)],
  [`${metricLabels[error]} on the hold-out`, (board) => number(chosenRow(board).holdOut?.[error])],
  [`${metricLabels[by]} on the hold-out`, (board) => metric(chosenRow(board).holdOut?.[by], by)],
  ["In the 80 % interval", (board) => share(chosenRow(board).holdOut?.coverage80)],
  ["Windows", (board) => `${board.protocol.windows} of ${board.protocol.horizon}`],
  ["Trials", (board) => count(board.rows.length)],
];

function TwoResults({ name, runs: [first, second] }: { name: string; runs: [string, string] }) {
  const a = useLoad<LeaderboardAnswer>(path`api/series/${name}/backtests/${first}/leaderboard`, { keep: true });
  const b = useLoad<LeaderboardAnswer>(path`api/series/${name}/backtests/${second}/leaderboard`, { keep: true });
  const isAlike =
    a.data && b.data && a.data.protocol.testLength === b.data.protocol.testLength && a.data.series.length === b.data.series.length;
  return (
    <>
      <Two rows={ofResult(a.data ? errorMetric(a.data) : "mae", a.data ? metricBeside(a.data) : "mase")} a={a} b={b} />
      {a.data && b.data && !isAlike && <p class="muted small">The runs hold out different values, so their errors cannot be compared.</p>}
    </>
  );
}

const ofPanel: Rows<PanelPage> = [
  ["Series", (page) => count(page.series)],
  ["Better than the naive forecast on the hold-out", (page) => shareOf(page, (one) => one.from < 1)],
  ["The same", (page) => shareOf(page, (one) => one.from === 1 && one.to === 1)],
  ["Worse", (page) => shareOf(page, (one) => one.from >= 1 && one.to !== 1)],
];

function TwoPanels({ name, runs: [first, second] }: { name: string; runs: [string, string] }) {
  const a = useLoad<PanelPage>(path`api/series/${name}/backtests/${first}/panel?limit=1`, { keep: true });
  const b = useLoad<PanelPage>(path`api/series/${name}/backtests/${second}/panel?limit=1`, { keep: true });
  return <Two rows={ofPanel} a={a} b={b} />;
}

function shareOf({ errors }: PanelPage, isPart: (one: PanelPage["errors"][number]) => boolean): string {
  const sum = (ones: PanelPage["errors"]) => ones.reduce((all, one) => all + one.series, 0);
  return `${count(sum(errors.filter(isPart)))} of ${plural(sum(errors), "series", "series")}`;
}

function Two<T>({ rows, a, b }: { rows: Rows<T>; a: Loaded<T>; b: Loaded<T> }) {
  const problem = a.problem ?? b.problem;
  if (problem) {
    return <ProblemBox problem={problem} />;
  }

  const { data: one } = a;
  const { data: other } = b;
  return one === undefined || other === undefined ? <Waiting what="the runs" /> : (
    <div class="scroll" tabIndex={0} role="group" aria-label="Two runs">
      <table class="grid-table">
        <thead><tr><th scope="col">Result</th><th scope="col">First run</th><th scope="col">Second run</th></tr></thead>
        <tbody>{rows.map(([title, of]) => <tr key={title}><th scope="row">{title}</th><td>{of(one)}</td><td>{of(other)}</td></tr>)}</tbody>
      </table>
    </div>
  );
}

function chosenRow(board: LeaderboardAnswer): LeaderboardRow {
  return board.rows.find((row) => row.trial === board.winner)!;
}

function share(value: number | undefined): string {
  return value === undefined ? "–" : percent(value);
}

function Again({ name, onChange }: { name: string; onChange: () => void }) {
  const [grid, setGrid] = useState<string | null>(null);
  const [failure, setFailure] = useState<InputProblem | null>(null);
  const [isStarting, setStarting] = useState(false);
  const { inspection, problem, isBusy } = useInspection(null, name, grid);
  const start = async () => {
    setStarting(true);
    setFailure(null);
    try {
      const answer = await send(path`api/series/${name}/backtests`, { method: "POST", body: grid ?? undefined });
      const { runs } = (await answer.json()) as { runs: { name: string; run: string }[] };
      onChange();
      goToStarted(runs[0]!.name, runs[0]!.run);
    } catch (thrown) {
      setFailure(problemOf(thrown));
      setStarting(false);
    }
  };

  // The bar of the plan stays within this part, so that it never covers the list of runs.
  return (
    <div>
      <h2 class="section">Another run</h2>
      <p class="muted">Try another grid on the latest upload. When a run is done, it is published if no later one was requested.</p>
      {problem && <ProblemBox problem={problem} />}
      {inspection && <GridEditor name={name} text={grid} inspection={inspection} onChange={setGrid} />}
      {failure && <ProblemBox problem={failure} />}
      {inspection && (
        <PlanBar plan={inspection.plan} isBusy={isBusy}>
          <button type="button" class="button primary" disabled={!inspection.plan || isBusy || isStarting} onClick={start}>{isStarting ? "Starting …" : "Start the run"}</button>
        </PlanBar>
      )}
    </div>
  );
}
