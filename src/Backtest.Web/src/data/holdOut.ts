import type { LeaderboardAnswer, LeaderboardRow, WindowScore } from "./contract";
import type { ErrorMetric } from "./ranking";

/** Forecasts of the held-out values. Only the published trial and the naive forecasts have any. */
export function holdOutOf(board: LeaderboardAnswer, row: LeaderboardRow | undefined): WindowScore[] | undefined {
  return row === undefined ? undefined : row.trial === board.winner ? board.holdOutWindows : row.holdOutWindows;
}

/** The naive forecast with the smallest error on the hold-out, other than the published trial. */
export function bestNaive(naives: LeaderboardRow[], published: LeaderboardRow, error: ErrorMetric): LeaderboardRow | undefined {
  return naives.filter((row) => row.holdOut && row !== published).sort((a, b) => a.holdOut![error]! - b.holdOut![error]!)[0];
}
