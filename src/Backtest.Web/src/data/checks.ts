import { metric, percent, plural, pValue } from "./format";
import type { Leaderboard, RankingMetric, LeaderboardRow } from "./contract";

/** What a check found, in plain words. */
export interface Check {
  kind: "good" | "warn" | "note";
  text: string;
  more?: string;
}

const SIGNIFICANT = 0.05;

// How a model begins that ignores a season which it cannot have; of more of them the first ones stand for the others.
const SEASON_WARNING = "It ignores the season of ";
const MOST_IGNORING = 3;

// A smaller share of the score is not worth a sentence.
const LEAST_OPTIMISM = 1e-3;

const intervalSources = {
  model: "They are the model's own.",
  pool: "They are quantiles of its members' distributions, pooled.",
  conformal: "They come from the errors that it made in the windows.",
};

/** What the checks of a run found. The report has the same findings. */
export function checksOf(board: Leaderboard, winner: LeaderboardRow): Check[] {
  return [...choice(board), ...luck(board), ...comparisons(board), ...lag(board), ...intervals(board, winner), ...residuals(board), ...warnings(winner), ...seasons(board, winner)];
}

/** The metric that ranks the trials: the one asked for, or another where that is not defined in every window. */
export function rankingMetric({ selection, protocol }: Leaderboard): RankingMetric {
  return selection?.metric ?? protocol.metric;
}

function choice(board: Leaderboard): Check[] {
  return board.choice ? [{ kind: "note", text: board.choice }] : [];
}

function luck({ selection, protocol }: Leaderboard): Check[] {
  if (!selection) {
    return [];
  }

  const checks: Check[] = [];
  if (selection.metric !== protocol.metric) {
    checks.push({ kind: "note", text: `${selection.metric.toUpperCase()} ranks the trials: ${protocol.metric.toUpperCase()} is not defined in every window.` });
  }

  if (selection.windows < protocol.windows) {
    checks.push({ kind: "note", text: `The trials rank on the ${selection.windows} of ${protocol.windows} windows in which all of them have a score.` });
  }

  if (selection.optimism !== undefined && selection.optimism >= LEAST_OPTIMISM * selection.score) {
    const show = (value: number) => metric(value, selection.metric);
    checks.push({
      kind: "note",
      text: `Winner's curse: the best of ${selection.trials} owes part of its rank to chance. Expect ${selection.metric.toUpperCase()} ${show(selection.score + selection.optimism)} rather than ${show(selection.score)}.`,
      more: "Choosing again and again on some of the windows and scoring on the others shows how much too good the best one looks.",
    });
  }

  if (selection.inSet !== undefined && selection.trials > 1) {
    checks.push({
      kind: "note",
      text: `${selection.inSet} of ${plural(selection.tested, "tested trial")} cannot be told from the best on ${plural(selection.windows, "window")}.`,
      more: `They are the model confidence set at a level of ${percent(selection.level)}, marked in the leaderboard.`,
    });
  } else if (selection.trials > 1) {
    checks.push({
      kind: "warn",
      text: `${plural(selection.windows, "window")} of ${plural(protocol.horizon, "value")} are too few to tell which trials are as good as the best, and how much of its score is luck.`,
    });
  }

  return checks;
}

function comparisons(board: Leaderboard): Check[] {
  return board.comparisons.map(({ trial, label, role, test }) => {
    const opponent = role === "runnerUp" ? `the best of the others, ${label}` : label;
    if (!test) {
      return { kind: "note", text: `Against ${opponent} no Diebold-Mariano test is possible: too few windows, or losses that differ by the same in each.` };
    }

    const more = `Diebold-Mariano test, ${pValue(test.pValue)}, on ${plural(test.count, "window")}`;
    const isInSet = board.rows.find((row) => row.trial === trial)?.inConfidenceSet ?? false;
    return test.pValue >= SIGNIFICANT ? { kind: role === "runnerUp" ? "note" : "warn", text: `Not significantly different from ${opponent}.`, more }
      : test.statistic < 0 && isInSet ? { kind: "note", text: `Better than ${opponent} if the two are compared alone, but not beyond doubt among all trials.`, more }
      : test.statistic < 0 ? { kind: "good", text: `Better than ${opponent}.`, more }
      : { kind: "warn", text: `Worse than ${opponent}.`, more };
  });
}

function lag({ lagCheck }: Leaderboard): Check[] {
  if (!lagCheck) {
    return [];
  }

  const { skill } = lagCheck;
  return [
    lagCheck.repeatsLastValue
      ? { kind: "warn", text: "One step ahead it just repeats the last value: its forecasts are the series, shifted by one step.", more: lagCheck.advice }
      : {
        kind: "good",
        text: "It does not just repeat the last value.",
        more: skill === undefined ? undefined
          : skill < 0 ? "One step ahead its squared error is larger than that of repeating the last value, though."
          : `One step ahead its squared error is ${percent(skill)} smaller than that of repeating the last value.`,
      },
  ];
}

function intervals(board: Leaderboard, winner: LeaderboardRow): Check[] {
  const held = winner.holdOut;
  if (held?.coverage80 === undefined || held.coverage95 === undefined) {
    return [];
  }

  return [{
    kind: "note",
    text: `Its intervals held ${percent(held.coverage80)} of the ${plural(held.count, "value")} held out at 80 %, and ${percent(held.coverage95)} at 95 %.`,
    more: intervalSources[board.intervals ?? "model"],
  }];
}

function residuals({ residuals: { whiteNoise } }: Leaderboard): Check[] {
  if (!whiteNoise) {
    return [];
  }

  const more = `Ljung-Box test of its residuals, ${pValue(whiteNoise.pValue)}, up to lag ${whiteNoise.lags}`;
  return [
    whiteNoise.pValue >= SIGNIFICANT
      ? { kind: "good", text: "What it leaves unexplained looks like noise.", more }
      : { kind: "warn", text: "What it leaves unexplained still has a pattern.", more },
  ];
}

function seasons(board: Leaderboard, winner: LeaderboardRow): Check[] {
  return board.rows
    .filter((row) => row !== winner)
    .flatMap((row) => row.warnings.filter((text) => text.startsWith(SEASON_WARNING)).slice(0, 1).map((text): Check => ({ kind: "note", text: `${row.label}: ${text}` })))
    .slice(0, MOST_IGNORING);
}

function warnings(winner: LeaderboardRow): Check[] {
  return winner.warnings.map((text) => ({ kind: "warn", text }));
}
