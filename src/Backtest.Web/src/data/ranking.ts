import type { LeaderboardAnswer, RankingMetric } from "./contract";

/** The metric that ranks the trials: the requested one, or another if that one is not defined in every window. */
export function rankingMetric({ selection, protocol }: LeaderboardAnswer): RankingMetric {
  return selection?.metric ?? protocol.metric;
}

/** The metric to show beside the mean absolute error: the one that ranks the trials, or MASE if that is the error itself. */
export function metricBeside(board: LeaderboardAnswer): RankingMetric {
  const metric = rankingMetric(board);
  return metric === "mae" ? "mase" : metric;
}
