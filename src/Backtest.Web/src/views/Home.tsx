import { useMemo } from "preact/hooks";
import { path } from "../data/api";
import { keepChosen } from "../data/chosen";
import { count, moment, plural } from "../data/format";
import { useLoad } from "../data/load";
import { go, href } from "../data/route";
import type { SeriesSummary } from "../data/contract";
import { Card, Find, ProblemBox, Title, Waiting } from "../parts/basics";
import { AdviceChip } from "../parts/Verdict";
import { DropZone } from "../parts/DropZone";
import { Pages, pageOf } from "../parts/Pages";

const SHOWN = 12;

/** The start page: a place to drop a file, and the existing series. */
export function Home({ query }: { query: URLSearchParams }) {
  const { data: names, problem } = useLoad<string[]>("api/series");
  const wanted = query.get("find") ?? "";
  const found = useMemo(() => (names ?? []).filter((name) => name.toLowerCase().includes(wanted.toLowerCase())), [names, wanted]);
  const page = pageOf(query, found.length, SHOWN);
  return (
    <>
      <Title page="Series">Which model should forecast your series?</Title>
      <p class="lead">
        Backtest tries LSTM, ARIMA, exponential smoothing and simple methods on the past of your series, and
        tells you how good the best of them really is, on values that it has not seen.
      </p>
      <DropZone onChoose={(chosen) => {
        keepChosen(chosen);
        go(href(["new"]));
      }} />
      {problem && <ProblemBox problem={problem} />}
      {!names && !problem && <Waiting what="the series" />}
      {names && names.length > 0 && (
        <Card
          title="Series"
          aside={names.length > SHOWN && <Find label="Find" value={wanted} class="inline" />}
        >
          <ul class="series-list">{found.slice(page.from, page.to).map((name) => <Entry key={name} name={name} />)}</ul>
          {found.length === 0 && <p class="muted">No match for “{wanted}” among {count(names.length)} series.</p>}
          <Pages {...page} />
        </Card>
      )}
    </>
  );
}

function Entry({ name }: { name: string }) {
  const { data, problem } = useLoad<SeriesSummary>(path`api/series/${name}`, { every: (one) => (one.runs[0]?.state === "running" ? 1500 : null) });
  const run = data?.runs[0];
  return (
    <li>
      <a href={href(["series", name])}>
        <strong>{name}</strong>
        <span class="muted">
          {problem ? problem.title
            : !data ? " "
            : data.parts.length > 0 ? plural(data.parts.length, "series", "series")
            : run?.panel && run.state === "running" ? `${count(run.panel.done)} of ${plural(run.panel.series, "series", "series")}`
            : run?.panel && !run.problem ? plural(run.panel.series, "series", "series")
            : run?.state === "running" ? `${count(run.done + run.failed + run.pruned)} of ${plural(run.total, "trial")}`
            : run?.problem ? run.problem.title
            : run?.best ? run.best.label : ""}
        </span>
        <span class="end">
          {data?.advice && run?.state === "done" ? <AdviceChip advice={data.advice} /> : run && <span class={`state s-${run.state}`}>{run.state}</span>}
          <time class="muted small">{run ? moment(run.requestedAt) : data?.uploadedAt ? moment(data.uploadedAt) : ""}</time>
        </span>
      </a>
    </li>
  );
}
