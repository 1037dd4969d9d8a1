import { path } from "../data/api";
import { count, metric, number, plural } from "../data/format";
import { useLoad } from "../data/load";
import type { FamilyRank, FamilyRanking, UploadSummary } from "../data/contract";
import { Card, Family, ProblemBox, Waiting } from "../parts/basics";

/** The model families ranked over all series of an upload with a run for each series, from their published runs. */
export function Families({ name }: { name: string }) {
  const { data, problem } = useLoad<UploadSummary>(path`api/series/${name}/summary`, { every: (one) => (one.ranking === undefined ? 2000 : null) });
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      {!data && !problem && <Waiting what="the summary" />}
      {data && <Ranking ranking={data.ranking} finished={data.finished} series={data.series} />}
    </>
  );
}

/** A ranking of model families, headed by how many series have forecasts. */
export function Ranking({ ranking, finished, series }: { ranking?: FamilyRanking; finished: number; series: number }) {
  return (
    <Card title={finished < series ? `${count(finished)} of ${plural(series, "series", "series")} have forecasts` : `${plural(series, "series", "series")}, all done`}>
      {ranking && (
        <>
          {ranking.holdOut && (
            <p class="verdict-line">
              On the hold-out, which no choice has seen, {count(ranking.betterThanNaive ?? 0)} of{" "}
              {plural(ranking.series, "published model")} beat the naive forecast. On average they have a MASE of{" "}
              {metric(ranking.holdOut.mase, "mase")}, an sMAPE of {metric(ranking.holdOut.smape, "smape")} % and an OWA of{" "}
              {number(ranking.holdOut.owa, 3)}.
            </p>
          )}
          <div class="scroll" tabIndex={0} role="group" aria-label="Model families over all series">
            <table class="grid-table">
              <thead>
                <tr>
                  <th scope="col">Model family</th>
                  <th scope="col" class="n">
                    Published for
                  </th>
                  <th scope="col" class="n">
                    Mean MASE
                  </th>
                  <th scope="col" class="n">
                    sMAPE %
                  </th>
                  <th scope="col" class="n">
                    OWA
                  </th>
                </tr>
              </thead>
              <tbody>
                {ranking.engines.map((rank) => <Rank key={rank.engine} family={rank.engine} rank={rank} />)}
              </tbody>
            </table>
          </div>
          <p class="muted small">
            The table shows the windows, with the best trial of each model family on every series. An OWA below 1 is better than the
            naive forecast.
          </p>
        </>
      )}
    </Card>
  );
}

function Rank({ family, rank }: { family: string; rank: FamilyRank }) {
  return (
    <tr>
      <th scope="row"><Family name={family} /></th>
      <td class="n">{count(rank.wins)}</td>
      <td class="n">{metric(rank.mase, "mase")}</td>
      <td class="n">{metric(rank.smape, "smape")}</td>
      <td class="n">{number(rank.owa, 3)}</td>
    </tr>
  );
}
