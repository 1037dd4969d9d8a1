import { moment } from "../data/format";
import { href } from "../data/route";
import type { SeriesSummary } from "../data/contract";

/** Tells the reader if the run shown is not the published one, or if a newer one is in progress or done. */
export function RunBanner({ summary: { name, runs, publishedRun }, run, isNamed, view, onShowPublished }: {
  summary: SeriesSummary;
  run: string | undefined;
  /** Whether the address names the run. */
  isNamed: boolean;
  view: string[];
  onShowPublished: () => void;
}) {
  const shown = runs.find((one) => one.run === run);
  const published = runs.find((one) => one.run === publishedRun);
  const running = runs.find((one) => one.state === "running" && one.run !== run);
  const isOther = published !== undefined && run !== publishedRun;
  if (!(isOther && (isNamed ? shown : isNewer(published, shown))) && !running) {
    return null;
  }

  return (
    <p class="run-banner" role="status">
      {isOther && isNamed && shown && (
        <>
          This is run <a href={href(["series", name, "runs", shown.run])}><code>{shown.run}</code></a> of{" "}
          {moment(shown.requestedAt)}, not the published one. <a href={href(["series", name, ...view])}>Show the published run</a>{" "}
        </>
      )}
      {isOther && !isNamed && isNewer(published, shown) && (
        <>
          A newer run is done: <a href={href(["series", name, "runs", published.run])}><code>{published.run}</code></a>.{" "}
          <button type="button" class="link" onClick={onShowPublished}>Show its result</button>{" "}
        </>
      )}
      {running && (
        <>
          {shown === undefined ? "A run" : isNewer(running, shown) ? "A newer run" : "Another run"} is in progress:{" "}
          <a href={href(["series", name, "runs", running.run])}><code>{running.run}</code></a>
        </>
      )}
    </p>
  );
}

type Requested = { requestedAt: string };

function isNewer(one: Requested, other: Requested | undefined): boolean {
  return other === undefined || Date.parse(one.requestedAt) > Date.parse(other.requestedAt);
}
