import { metric, percent, plural, pValue } from "./format";
import type { Leaderboard, Row } from "./types";

/** What a check found, in plain words. */
export interface Check {
  kind: "good" | "warn" | "note";
  text: string;
  more?: string;
}

const SIGNIFICANT = 0.05;

/** What the checks of a run found. The report has the same findings. */
export function checksOf(board: Leaderboard, winner: Row): Check[] {
  return [...luck(board), ...comparisons(board), ...lag(board), ...intervals(board, winner), ...residuals(board), ...warnings(winner)];
}

function luck({ selection }: Leaderboard): Check[] {
  if (!selection) {
    return [];
  }

  const checks: Check[] = [];
  if (selection.optimism !== undefined && selection.optimism > 0) {
    const show = (value: number) => metric(value, selection.metric);
    checks.push({
      kind: "note",
      text: `Winner's curse: the best of ${selection.trials} owes part of its rank to chance. Expect ${selection.metric.toUpperCase()} ${show(selection.score + selection.optimism)} rather than ${show(selection.score)}.`,
      more: "Choosing again and again on some of the windows and scoring on the others shows how much too good the best one looks.",
    });
  }

  if (selection.inSet !== undefined) {
    checks.push({
      kind: "note",
      text: `${selection.inSet} of ${plural(selection.tested, "tested trial")} cannot be told from the best on ${plural(selection.windows, "window")}.`,
      more: `They are the model confidence set at a level of ${percent(selection.level)}, marked in the leaderboard.`,
    });
  }

  return checks;
}

function comparisons(board: Leaderboard): Check[] {
  return board.comparisons.map(({ label, role, test }) => {
    const opponent = role === "runnerUp" ? `the best of the others, ${label}` : label;
    if (!test) {
      return { kind: "note", text: `Against ${opponent} no Diebold-Mariano test is possible: too few windows, or losses that differ by the same in each.` };
    }

    const more = `Diebold-Mariano test, ${pValue(test.pValue)}, on ${plural(test.count, "window")}`;
    return test.pValue >= SIGNIFICANT ? { kind: role === "runnerUp" ? "note" : "warn", text: `Not significantly different from ${opponent}.`, more }
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

function intervals(board: Leaderboard, winner: Row): Check[] {
  const held = winner.holdOut;
  if (held?.coverage80 === undefined || held.coverage95 === undefined) {
    return [];
  }

  return [{
    kind: "note",
    text: `Its intervals held ${percent(held.coverage80)} of the ${plural(held.count, "value")} held out at 80 %, and ${percent(held.coverage95)} at 95 %.`,
    more: board.intervals === "conformal" ? "They come from the errors that it made in the windows." : "They are the model's own.",
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

function warnings(winner: Row): Check[] {
  return winner.warnings.map((text) => ({ kind: "warn", text }));
}
