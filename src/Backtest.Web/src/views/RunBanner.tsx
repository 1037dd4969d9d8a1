import { moment } from "../data/format";
import { href } from "../data/route";
import type { SeriesSummary } from "../data/contract";

/** Tells the reader if the run shown is not the published one, or if a newer one is in progress. */
export function RunBanner({ summary: { name, runs, publishedRun }, run, view }: { summary: SeriesSummary; run: string | undefined; view: string[] }) {
  const shown = runs.find((one) => one.run === run);
  const running = runs.find((one) => one.state === "running" && one.run !== run);
  const isOther = shown !== undefined && publishedRun !== undefined && run !== publishedRun;
  if (!isOther && !running) {
    return null;
  }

  return (
    <p class="run-banner" role="status">
      {isOther && (
        <>
          This is run <a href={href(["series", name, "runs", shown.run])}><code>{shown.run}</code></a> of {moment(shown.requestedAt)}, not the published one.{" "}
          <a href={href(["series", name, ...view])}>Show the published run</a>
        </>
      )}
      {running && (
        <>
          {isOther && " "}A newer run is in progress: <a href={href(["series", name, "runs", running.run])}><code>{running.run}</code></a>
        </>
      )}
    </p>
  );
}
