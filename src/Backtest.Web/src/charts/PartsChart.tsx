import type uPlot from "uplot";
import { useCallback, useMemo, useState } from "preact/hooks";
import { digitsOf, number } from "../data/format";
import { axisOf, type Axis } from "../data/series";
import type { SeriesValues, ValueParts } from "../data/contract";
import { axes, placesAxis, Plot, utc } from "./Plot";

/** Trend, seasons and remainder of a series, one below the other. Their sum is the series. */
export function PartsChart({ series, parts }: { series: SeriesValues; parts: ValueParts }) {
  const axis = useMemo(() => axisOf(series), [series]);
  const digits = useMemo(() => digitsOf(series.values), [series]);
  const remainder = useMemo(
    () => series.values.map((value, t) => (
      value === null ? null : parts.seasons.reduce((rest, season) => rest - season.values[t]!, value - parts.trend[t]!)
    )),
    [series, parts],
  );
  const rows: [string, (number | null)[], string][] = [
    ["Trend", parts.trend, "what changes slowly"],
    ...parts.seasons.map(({ length, values }): [string, number[], string] =>
      [`Season of ${length}`, values, `what repeats every ${length} values`]),
    ["Remainder", remainder, "what is left of the values"],
  ];
  return (
    <>
      {rows.map(([name, values, meaning]) => (
        <PartChart key={name} name={name} meaning={meaning} values={values} axis={axis} digits={digits} />
      ))}
    </>
  );
}

function PartChart({
  name,
  meaning,
  values,
  axis,
  digits,
}: {
  name: string;
  meaning: string;
  values: (number | null)[];
  axis: Axis;
  digits: number;
}) {
  const [cursor, setCursor] = useState<number | null>(null);
  const data = useMemo(() => [axis.x, values] as uPlot.AlignedData, [axis, values]);
  const options = useCallback((colour: (name: string) => string) => ({
    tzDate: utc,
    scales: { x: { time: axis.isTime } },
    axes: axes(colour, placesAxis(axis)),
    series: [{}, { stroke: colour("first"), width: 1.5, points: { show: false } }],
  }), [axis]);
  return (
    <figure class="chart">
      <Plot label={`${name}: ${meaning}.`} height={130} data={data} options={options} onCursor={setCursor} />
      <figcaption class="reading" aria-live="polite">
        <span><b>{name}</b> <span class="muted">{cursor === null ? meaning : axis.text(axis.x[cursor]!)}</span></span>
        {cursor !== null && <span><b>{number(values[cursor] ?? undefined, digits)}</b></span>}
      </figcaption>
    </figure>
  );
}
