import type { LeaderboardAnswer, RankingMetric } from "./contract";

/** The metric that ranks the trials: the requested one, or another if that one is not defined in every window. */
export function rankingMetric({ selection, protocol }: LeaderboardAnswer): RankingMetric {
  return selection?.metric ?? protocol.metric;
}
