import { path } from "../data/api";
import { count, metric, number, plural } from "../data/format";
import { useLoad } from "../data/load";
import type { FamilyRank, UploadSummary } from "../data/contract";
import { Card, Engine, ProblemBox, Waiting } from "../parts/basics";

/** The model families over all series of an upload, by its published run. */
export function Families({ name }: { name: string }) {
  const { data, problem } = useLoad<UploadSummary>(path`api/series/${name}/summary`, { every: (one) => (one.ranking === undefined ? 2000 : null) });
  const ranking = data?.ranking;
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      {!data && !problem && <Waiting what="the summary" />}
      {data && (
        <Card title={data.finished < data.series ? `${count(data.finished)} of ${plural(data.series, "series", "series")} have forecasts` : `${plural(data.series, "series", "series")}, all done`}>
          {ranking && (
            <>
              <div class="scroll" tabIndex={0} role="group" aria-label="Model families over all series">
                <table class="grid-table">
                  <thead><tr><th scope="col">Model family</th><th scope="col" class="n">Published for</th><th scope="col" class="n">Mean MASE</th><th scope="col" class="n">sMAPE %</th><th scope="col" class="n">OWA</th></tr></thead>
                  <tbody>
                    {ranking.engines.map((rank) => <Rank key={rank.engine} rank={rank} />)}
                  </tbody>
                  {ranking.holdOut && <tbody class="pinned"><Rank rank={{ ...ranking.holdOut, engine: "published" }} /></tbody>}
                </table>
              </div>
              <p class="muted small">
                Each model family by its best trial on the windows. The last row is the published models on the values held out, where{" "}
                {count(ranking.betterThanNaive ?? 0)} of {count(ranking.series)} beat the naive forecast. An OWA below 1 beats it.
              </p>
            </>
          )}
        </Card>
      )}
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
