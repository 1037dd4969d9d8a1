import { useState } from "preact/hooks";
import { path, problemOf, send } from "../data/api";
import { count, duration, moment, plural } from "../data/format";
import { go, href } from "../data/route";
import type { InputProblem, SeriesSummary } from "../data/contract";
import { GridEditor } from "../grid/GridEditor";
import { useInspection } from "../grid/inspect";
import { PlanBar } from "../grid/PlanBar";
import { Card, ProblemBox } from "../parts/basics";

/** The runs of a series, and another one with another grid. */
export function Runs({ summary, onChange }: { summary: SeriesSummary; onChange: () => void }) {
  const { name, runs, publishedRun } = summary;
  return (
    <>
      <Card title="Runs">
        <div class="scroll" tabIndex={0} role="group" aria-label="Runs">
          <table class="grid-table">
            <thead><tr><th scope="col">Run</th><th scope="col">State</th><th scope="col" class="n">Trials</th><th scope="col" class="n">Failed</th><th scope="col" class="n">Took</th><th scope="col">Asked for</th><th scope="col">Result</th></tr></thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.run}>
                  <th scope="row"><a href={href(["series", name, "runs", run.run])}><code>{run.run}</code></a>{run.run === publishedRun && <> <span class="tag">published</span></>}</th>
                  <td><span class={`state s-${run.state}`}>{run.state}</span></td>
                  <td class="n">{run.panel ? `${plural(run.panel.series, "series", "series")}` : run.total > 0 ? `${count(run.done + run.failed + run.pruned)} of ${count(run.total)}` : "–"}</td>
                  <td class="n">{count(run.failed)}</td>
                  <td class="n">{run.state === "done" ? duration(run.elapsedSeconds) : "–"}</td>
                  <td>{moment(run.requestedAt)}</td>
                  <td>{run.state === "done" && <a href={href(["series", name], { run: run.run === publishedRun ? null : run.run })} aria-label={`Show the result of run ${run.run}`}>Show</a>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      {summary.uploadedAt !== undefined && <Again name={name} onChange={onChange} />}
    </>
  );
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
      go(href(["series", runs[0]!.name, "runs", runs[0]!.run]));
    } catch (thrown) {
      setFailure(problemOf(thrown));
      setStarting(false);
    }
  };
  return (
    <>
      <h2 class="section">Another run</h2>
      <p class="muted">With another grid, on the values that were uploaded last. The one that was asked for last is published when it is done.</p>
      {problem && <ProblemBox problem={problem} />}
      {inspection && <GridEditor name={name} text={grid} inspection={inspection} onChange={setGrid} />}
      {failure && <ProblemBox problem={failure} />}
      {inspection && (
        <PlanBar plan={inspection.plan} isBusy={isBusy}>
          <button type="button" class="button primary" disabled={!inspection.plan || isBusy || isStarting} onClick={start}>{isStarting ? "Starting …" : "Start the run"}</button>
        </PlanBar>
      )}
    </>
  );
}
