import uPlot from "uplot";
import { useCallback, useMemo, useState } from "preact/hooks";
import type { ErrorAt } from "../data/errors";
import { number } from "../data/format";
import { axisOf } from "../data/series";
import type { SeriesValues } from "../data/contract";
import { axes, Plot } from "./Plot";
import { unitOf } from "./SeriesChart";

/** The error of every forecast in the windows, side by side, because windows may lie far apart. */
export function ErrorsChart({ errors, series, digits }: { errors: ErrorAt[]; series: SeriesValues; digits: number }) {
  const [cursor, setCursor] = useState<number | null>(null);
  const axis = useMemo(() => axisOf(series), [series]);
  const data = useMemo(() => [errors.map((_, k) => k), errors.map(({ error }) => error)] as uPlot.AlignedData, [errors]);
  const range = useMemo((): [number, number] => [-0.75, errors.length - 0.25], [errors]);
  const at = (k: number) => (errors[k] ? axis.text(axis.x[errors[k].at]!) : "");

  // Days are enough below the bars; the reading also has the time.
  const day = (k: number) => at(k).replace(/ \d\d:\d\d$/, "");
  const options = useCallback((colour: (name: string) => string) => ({
    scales: { x: { time: false } },
    axes: axes(
      colour,
      {
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000],
        space: 40 + 7 * day(0).length,
        values: (_: uPlot, splits: number[]) => splits.map(day),
      },
      unitOf(series, colour),
    ),
    series: [{}, { stroke: colour("first"), fill: colour("first"), width: 0, paths: uPlot.paths.bars!({ size: [0.7, 40] }), points: { show: false } }],
  }), [errors, axis, series]);
  return (
    <figure class="chart">
      <Plot label={`Errors of ${errors.length} forecasts in the windows, oldest first.`} height={190} data={data} options={options} onCursor={setCursor} range={range} />
      <figcaption class="reading" aria-live="polite">
        {cursor === null || !errors[cursor]
          ? (
            <span class="muted">
              Forecast minus actual for every forecast in the windows, oldest first. A drift to one side shows that the model no longer
              fits.
            </span>
          )
          : <><span class="muted">{at(cursor)}</span><b>{number(errors[cursor].error, digits)}</b></>}
      </figcaption>
    </figure>
  );
}
