import type { Bar } from "../charts/BarChart";
import { number } from "./format";
import type { RankingMetric, TrialDocument } from "./contract";

/** Forecast minus actual, and the index of the value. */
export interface ErrorAt {
  at: number;
  error: number;
}

/** The error of every forecast in the windows, window by window. */
export function errorsOf(trial: TrialDocument): ErrorAt[] {
  return (trial.score?.windows ?? []).flatMap((window) => window.yhat.flatMap((value, h) => {
    const actual = window.y[h];
    return actual === null || actual === undefined ? [] : [{ at: window.testStart + h, error: value - actual }];
  }));
}

const MOST_BINS = 24;

/** Counts errors in ranges of equal width, chosen by the rule of Freedman and Diaconis (1981). */
export function histogram(errors: ErrorAt[]): Bar[] {
  if (errors.length === 0) {
    return [];
  }

  const values = errors.map(({ error }) => error);
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const [low, high] = [sorted[0]!, sorted[sorted.length - 1]!];

  // The difference of two numbers may overflow.
  const range = Math.min(high - low, Number.MAX_VALUE);
  const width = (2 * (quantile(0.75) - quantile(0.25))) / Math.cbrt(values.length);
  const bins = high > low ? Math.min(MOST_BINS, Math.max(4, width > 0 ? Math.ceil(range / width) : 10)) : 1;
  const size = range / bins;
  const counts = Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = size > 0 ? Math.min(bins - 1, Math.floor((value - low) / size)) : 0;
    counts[bin] = counts[bin]! + 1;
  }

  const decimals = size === 0 ? undefined : size >= 1 ? 0 : Math.min(6, Math.ceil(-Math.log10(size)) + 1);
  return counts.map((value, bin) => ({ label: number(low + (bin + 0.5) * size, decimals), value }));
}

/** A metric by step ahead. */
export function bySteps(trial: TrialDocument, name: RankingMetric): (number | null)[] {
  return (trial.score?.steps ?? []).map((step) => step?.[name] ?? null);
}
