import { clockSeconds, timeText } from "./format";
import type { ForecastStep, SeriesValues } from "./contract";

/** Positions of values on the axis of a chart: their times if all have one, else their numbers. */
export interface Axis {
  isTime: boolean;
  /** Positions of the values, followed by those of the steps ahead. */
  x: number[];
  /** A position as text. */
  text: (x: number) => string;
}

export function axisOf(series: SeriesValues, ahead: ForecastStep[] = []): Axis {
  const { times } = series;
  const isTime = times !== undefined && ahead.every((step) => step.time !== undefined);
  if (isTime) {
    return { isTime, x: [...times, ...ahead.map((step) => clockSeconds(step.time!))], text: timeText(times) };
  }

  const numbers = series.indexes?.map((index) => index + 1) ?? Array.from(series.values, (_, t) => t + 1);
  const after = ahead.map((step) => series.length + step.step);
  const show = times ? timeText(times) : null;
  return {
    isTime,
    x: [...numbers, ...after],
    text: (x) => {
      const time = times?.[Math.round(x) - 1];
      return show && time !== undefined ? show(time) : `no. ${Math.round(x).toLocaleString("en")}`;
    },
  };
}
