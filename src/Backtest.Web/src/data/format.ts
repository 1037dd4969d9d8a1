import { catalogue, gridKey } from "./catalogue";
import type { RankingMetric } from "./contract";
import type { ErrorMetric } from "./ranking";

const metrics = (gridKey("metric").choices ?? []) as [RankingMetric, string][];

export const metricNames = metrics.map(([name]) => name);

export const metricLabels: Record<RankingMetric, string> = {
  mase: "MASE", rmsse: "RMSSE", rmse: "RMSE", mae: "MAE", mse: "MSE", mape: "MAPE %", smape: "sMAPE %",
};

export const errorNames: Record<ErrorMetric, string> = { mae: "Mean absolute error", rmse: "Root mean squared error" };

export const metricMeanings = Object.fromEntries(metrics) as Record<RankingMetric, string>;

const familyLabels: Record<string, string> = {
  baseline: "Baseline", ...Object.fromEntries(catalogue.families.map(({ name, label }) => [name, label])), published: "Published", external: "External",
};

export function familyLabel(family: string): string {
  return familyLabels[family] ?? family;
}

/** The season lengths of a protocol, shortest first. */
export function seasons(protocol: { seasonLength: number; longSeasons?: number[] | null }): string {
  return [protocol.seasonLength, ...(protocol.longSeasons ?? [])].join(", ");
}

/** Decimals that give the largest number about four digits, so that all numbers of a column can share them. */
export function decimalsFor(values: Iterable<number | null | undefined>): number {
  let largest = 0;
  for (const value of values) {
    if (value !== null && value !== undefined && Number.isFinite(value)) {
      largest = Math.max(largest, Math.abs(value));
    }
  }

  return largest === 0 ? 0 : Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(largest))));
}

const MOST_DATA_DIGITS = 4;

/**
 * Digits after the decimal point for values of a series and their forecasts: as many as the data have, and enough for three
 * significant digits of the largest. Values with more than four were computed rather than measured; they get four significant digits.
 */
export function digitsOf(values: Iterable<number | null | undefined>): number {
  let [largest, digits] = [0, 0];
  for (const value of values) {
    if (value !== null && value !== undefined && Number.isFinite(value)) {
      largest = Math.max(largest, Math.abs(value));
      while (digits <= MOST_DATA_DIGITS && Number(value.toFixed(digits)) !== value) {
        digits++;
      }
    }
  }

  const power = largest > 0 ? Math.floor(Math.log10(largest)) : 0;
  return Math.min(9, digits > MOST_DATA_DIGITS ? Math.max(0, 3 - power) : Math.max(0, 2 - power, digits));
}

// From the first on, a double has no more digits to show.
const LARGE = 1e15;
const SMALL = 1e-5;

/** A number with a power of ten, and up to the given decimals. */
export function power(value: number, decimals: number): string {
  return Number(value.toExponential(decimals)).toExponential().replace("e+", "e");
}

/** A number with the given decimals, or else with about four digits. A missing number is a dash. */
export function number(value: number | null | undefined, decimals?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "–";
  }

  const shown = decimals ?? decimalsFor([value]);
  if (Math.abs(value) >= LARGE || (value !== 0 && Math.abs(value) < SMALL)) {
    return power(value, 3);
  }

  // Without the sign of a negative number that rounds to 0.
  const rounded = Number(value.toFixed(shown)) === 0 ? 0 : value;
  return rounded.toLocaleString("en", { minimumFractionDigits: shown, maximumFractionDigits: shown, useGrouping: Math.abs(value) >= 10_000 });
}

export function metric(value: number | null | undefined, name: RankingMetric, decimals?: number): string {
  return number(value, name === "mase" || name === "rmsse" ? 3 : name === "mape" || name === "smape" ? 2 : decimals);
}

export function count(value: number): string {
  return value.toLocaleString("en");
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** The held-out values of a run. */
export function heldOutText({ testLength }: { testLength: number }): string {
  return testLength === 1 ? "the last value, which was held out" : `the last ${count(testLength)} values, which were held out`;
}

export function percent(share: number, decimals = 0): string {
  return `${(100 * share).toFixed(decimals)} %`;
}

export function pValue(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
}

export function duration(seconds: number): string {
  if (seconds < 0.95) {
    return seconds < 0.1 ? "less than 0.1 s" : `${seconds.toFixed(1)} s`;
  }

  if (seconds < 100) {
    return seconds < 9.5 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
  }

  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** A duration that is estimated, such as "about 12 s". */
export function about(seconds: number): string {
  const text = duration(seconds);
  return text.startsWith("less") ? text : `about ${text}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Formats a time, in seconds since 1970, as briefly as the series allows: by month, day or minute. */
export type TimeText = (seconds: number) => string;

export function timeText(times: number[]): TimeText {
  const dates = times.map((time) => new Date(1000 * time));
  const two = (value: number) => String(value).padStart(2, "0");
  const day = (date: Date) => `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  if (dates.every((date) => date.getUTCHours() + date.getUTCMinutes() + date.getUTCSeconds() === 0)) {
    return dates.length > 1 && dates.every((date) => date.getUTCDate() === 1)
      ? (seconds) => `${months[new Date(1000 * seconds).getUTCMonth()]} ${new Date(1000 * seconds).getUTCFullYear()}`
      : (seconds) => day(new Date(1000 * seconds));
  }

  return (seconds) => {
    const date = new Date(1000 * seconds);
    return `${day(date)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  };
}

/** A moment in the reader's time zone. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
}

/** The day of a moment in the reader's time zone. */
export function day(iso: string): string {
  return new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

/** A value of a grid or a spec as text. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? "none" : value.map(valueText).join(" + ");
  }

  if (value !== null && typeof value === "object") {
    return Object.values(value).map(valueText).join(" ");
  }

  return value === null || value === undefined ? "none" : String(value);
}

/** A time of a series in seconds since 1970, by its own clock: an offset at its end is ignored. */
export function clockSeconds(time: string): number {
  return Date.parse(`${time.slice(0, 19)}Z`) / 1000;
}
