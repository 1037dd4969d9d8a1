import { useEffect, useRef, useState } from "preact/hooks";
import { path, problemOf, send } from "../data/api";
import { about, count, duration, metricLabels, metric } from "../data/format";
import { useLoad } from "../data/load";
import { go, href } from "../data/route";
import { takeStarted } from "../data/started";
import type { RankingMetric, InputProblem, RunStatus } from "../data/contract";
import { Card, Download, ProblemBox, Waiting } from "../parts/basics";

const titles = { running: "Running", done: "Done", cancelled: "Cancelled", failed: "Failed", refused: "Refused" };

/** A run: its progress, and how it ended. */
export function RunView({ name, run, onOver }: { name: string; run: string; onOver: (published?: string) => void }) {
  const { data: status, problem, reload } = useLoad<RunStatus>(path`api/series/${name}/backtests/${run}`, { every: (one) => (one.state === "running" ? 500 : null) });
  const [failure, setFailure] = useState<InputProblem | null>(null);
  const wasRunning = useRef(false);
  const left = useTimeLeft(status);
  const result = (one: RunStatus) => href(["series", name], { run: one.supersededBy === undefined ? null : run });

  useEffect(() => {
    if (!status) {
      return;
    }

    const isAwaited = takeStarted(run) || wasRunning.current;
    wasRunning.current = status.state === "running";
    if (isAwaited && !wasRunning.current) {
      onOver(status.state === "done" && status.supersededBy === undefined ? run : undefined);
      if (status.state === "done") {
        go(result(status), true);
      }
    }
  }, [status?.state]);

  const act = async (method: string, url: string) => {
    setFailure(null);
    try {
      await send(url, { method });
      reload();
    } catch (thrown) {
      setFailure(problemOf(thrown));
    }
  };

  if (!status) {
    return problem ? <ProblemBox problem={problem} /> : <Waiting what="the run" />;
  }

  const { panel } = status;
  const over = panel ? panel.done : status.done + status.failed + status.pruned;
  const total = panel ? panel.series : status.total;
  const what = panel ? "series" : "trials";
  const by: RankingMetric = status.protocol?.metric ?? "mase";
  const isStopped = status.state === "cancelled" || status.state === "failed";
  return (
    <Card title={titles[status.state]} aside={<span class="muted small">run {run}</span>}>
      {status.problem && <ProblemBox problem={status.problem} />}
      {problem && <ProblemBox problem={problem} />}
      {total > 0 && (
        <>
          <progress max={total} value={over} aria-label={panel ? "Series finished" : "Trials finished"}>{over}</progress>
          <dl class="numbers">
            <div><dt>{panel ? "Series finished" : "Trials finished"}</dt><dd>{count(over)} <small>of {count(total)}</small></dd></div>
            <div><dt>Failed</dt><dd>{count(panel ? panel.failed : status.failed)}</dd></div>
            {panel && panel.refused > 0 && <div><dt>Refused</dt><dd>{count(panel.refused)}</dd></div>}
            {status.pruned > 0 && <div><dt>Left out by halving</dt><dd>{count(status.pruned)}</dd></div>}
            <div><dt>{status.state === "running" ? "So far" : "Took"}</dt><dd>{isStopped ? "–" : duration(status.elapsedSeconds)}</dd></div>
            {status.state === "running" && <div><dt>Left</dt><dd>{over === total ? "ranking …" : left === null ? "–" : about(left)}</dd></div>}
          </dl>
          {status.best && (
            <p>
              <span class="muted">{status.state !== "done" ? "Best so far: " : status.supersededBy ? "Chosen: " : "Published: "}</span>
              <strong>{status.best.label}</strong>
              {status.best.metrics?.[by] !== undefined && <span class="muted">, {metricLabels[by]} {metric(status.best.metrics[by], by)}</span>}
            </p>
          )}
          <p class="visually-hidden" role="status">
            {status.state === "running" ? `${Math.floor((10 * over) / total) * 10} % of the ${what} finished.` : `${titles[status.state]}. ${count(over)} of ${count(total)} ${what} finished.`}
          </p>
        </>
      )}
      {status.supersededBy && (
        <p class="muted">
          Not published, because run{" "}
          <a href={href(["series", name, "runs", status.supersededBy])}>
            <code>{status.supersededBy}</code>
          </a>{" "}
          was requested later.
        </p>
      )}
      {failure && <ProblemBox problem={failure} />}
      <p class="actions">
        {status.state === "running" && <button type="button" class="button danger" onClick={() => act("DELETE", path`api/series/${name}/backtests/${run}`)}>Cancel the run</button>}
        {isStopped && <button type="button" class="button primary" onClick={() => act("POST", path`api/series/${name}/backtests/${run}`)}>{status.state === "failed" ? "Try again" : "Resume"}</button>}
        {status.state === "done" && <a class="button primary" href={result(status)}>See the result</a>}
        {status.state === "done" && !panel && <Download url={path`api/series/${name}/backtests/${run}/report`} name={`${name}-report.html`}>Report</Download>}
        <a class="button quiet" href={href(["series", name, "runs"])}>All runs</a>
      </p>
      {status.state === "running" && <p class="muted small">The run continues when you close this page. You can share its address.</p>}
      {isStopped && <p class="muted small">Finished trials are kept and are not run again.</p>}
    </Card>
  );
}

// The service reports the work left on one core. The time left follows from how fast that shrinks.
function useTimeLeft(status: RunStatus | undefined): number | null {
  const samples = useRef<{ at: number; left: number }[]>([]);
  const left = status?.state === "running" ? status.estimatedSecondsLeft : undefined;
  if (left === undefined) {
    return null;
  }

  const at = performance.now() / 1000;
  const last = samples.current[samples.current.length - 1];
  if (!last || last.left !== left) {
    samples.current = [...samples.current.filter((one) => at - one.at < 20), { at, left }];
  }

  const first = samples.current[0]!;
  const done = first.left - left;
  return done > 0 && at - first.at > 1 ? (left * (at - first.at)) / done : null;
}
