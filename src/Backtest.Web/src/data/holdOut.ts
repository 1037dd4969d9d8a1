import type { LeaderboardAnswer, LeaderboardRow, WindowScore } from "./contract";

/** What a trial forecast of the values held out: of the published one and the naive forecasts alone, since no other was scored there. */
export function holdOutOf(board: LeaderboardAnswer, row: LeaderboardRow | undefined): WindowScore[] | undefined {
  return row === undefined ? undefined : row.trial === board.winner ? board.holdOutWindows : row.holdOutWindows;
}

/** The naive forecast that was closest to the values held out, beside the published one. */
export function bestNaive(naives: LeaderboardRow[], winner: LeaderboardRow): LeaderboardRow | undefined {
  return naives.filter((row) => row.holdOut && row !== winner).sort((a, b) => a.holdOut!.mae! - b.holdOut!.mae!)[0];
}
