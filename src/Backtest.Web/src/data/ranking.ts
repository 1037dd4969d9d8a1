import type { LeaderboardAnswer, RankingMetric } from "./contract";

/** An error in units of the series. */
export type ErrorMetric = RankingMetric & ("mae" | "rmse");

/** The metric that ranks the trials: the requested one, or another if that one is not defined in every window. */
export function rankingMetric({ selection, protocol }: LeaderboardAnswer): RankingMetric {
  return selection?.metric ?? protocol.metric;
}

/** The error in units of the series by which the verdict judges: squared errors where a metric of them ranks the trials. */
export function errorMetric({ protocol }: LeaderboardAnswer): ErrorMetric {
  return ["rmsse", "mse", "rmse"].includes(protocol.metric) ? "rmse" : "mae";
}

/** The metric to show beside that error: the one that ranks the trials, or a scaled one if that is the error itself. */
export function metricBeside(board: LeaderboardAnswer): RankingMetric {
  const metric = rankingMetric(board);
  return metric !== errorMetric(board) ? metric : metric === "mae" ? "mase" : "rmsse";
}
