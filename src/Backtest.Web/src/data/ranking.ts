import type { LeaderboardAnswer, RankingMetric } from "./contract";

/** The metric that ranks the trials: the one asked for, or another where that is not defined in every window. */
export function rankingMetric({ selection, protocol }: LeaderboardAnswer): RankingMetric {
  return selection?.metric ?? protocol.metric;
}
