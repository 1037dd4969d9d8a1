import { path } from "../data/api";
import { count, metric, number, plural } from "../data/format";
import { useLoad } from "../data/load";
import { href } from "../data/route";
import type { FamilyRank, UploadSummary } from "../data/contract";
import { Card, Engine, Find, ProblemBox, Waiting } from "../parts/basics";
import { Pages, pageOf } from "../parts/Pages";

const SHOWN = 50;

/** An upload of several series: the model families over all of them, and the series. */
export function Upload({ name, parts, query }: { name: string; parts: string[]; query: URLSearchParams }) {
  const { data, problem } = useLoad<UploadSummary>(path`api/series/${name}/summary`, { every: (one) => (one.finished < one.series ? 2000 : null) });
  const find = query.get("find") ?? "";
  const found = parts.filter((part) => part.toLowerCase().includes(find.toLowerCase()));
  const page = pageOf(query, found.length, SHOWN);
  const ranking = data?.ranking;
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      {!data && !problem && <Waiting what="the summary" />}
      {data && (
        <Card title={data.finished < data.series ? `${count(data.finished)} of ${plural(data.series, "series", "series")} done` : `${plural(data.series, "series", "series")}, all done`}>
          {data.finished < data.series && <progress max={data.series} value={data.finished} aria-label="Series that are done" />}
          {ranking && (
            <>
              <div class="scroll" tabIndex={0} role="group" aria-label="Engines over all series">
                <table class="grid-table">
                  <thead><tr><th scope="col">Engine</th><th scope="col" class="n">Published for</th><th scope="col" class="n">Mean MASE</th><th scope="col" class="n">sMAPE %</th><th scope="col" class="n">OWA</th></tr></thead>
                  <tbody>
                    {ranking.engines.map((rank) => <Rank key={rank.engine} rank={rank} />)}
                  </tbody>
                  {ranking.holdOut && <tbody class="pinned"><Rank rank={{ ...ranking.holdOut, engine: "published" }} /></tbody>}
                </table>
              </div>
              <p class="muted small">
                Each engine by its best trial on the windows; the published models on the values held out, where{" "}
                {count(ranking.betterThanNaive ?? 0)} of {count(ranking.series)} are better than the naive forecast. OWA below 1 is better than it.
              </p>
            </>
          )}
        </Card>
      )}
      <Card
        title="Series"
        aside={parts.length > SHOWN && <Find label="Find" value={find} class="inline" />}
      >
        <ul class="part-list">{found.slice(page.from, page.to).map((part) => <li key={part}><a href={href(["series", part])}>{part.slice(name.length + 1)}</a></li>)}</ul>
        <Pages {...page} />
      </Card>
    </>
  );
}

function Rank({ rank }: { rank: FamilyRank }) {
  return (
    <tr>
      <th scope="row"><Engine name={rank.engine} /></th>
      <td class="n">{count(rank.wins)}</td>
      <td class="n">{metric(rank.mase, "mase")}</td>
      <td class="n">{metric(rank.smape, "smape")}</td>
      <td class="n">{number(rank.owa, 3)}</td>
    </tr>
  );
}
