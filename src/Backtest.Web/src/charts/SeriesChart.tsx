import uPlot from "uplot";
import { useCallback, useMemo, useState } from "preact/hooks";
import { decimalsFor, number } from "../data/format";
import { axisOf } from "../data/series";
import type { ForecastStep, BacktestProtocol, SeriesValues, WindowScore } from "../data/contract";
import { axes, faded, Plot, utc } from "./Plot";

/** The windows of one model, drawn over the actual values. */
export interface Overlay {
  label: string;
  windows: WindowScore[];
  colour: string;
}

export interface SeriesChartProps {
  label: string;
  series: SeriesValues;
  protocol?: BacktestProtocol;
  overlays?: Overlay[];
  forecast?: ForecastStep[];
  height?: number;
}

/** A series with what was forecast of it in the windows, the values held out, and the forecasts ahead with their intervals. */
export function SeriesChart({ label, series, protocol, overlays = [], forecast = [], height = 320 }: SeriesChartProps) {
  const [isZoomed, setZoomed] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const axis = useMemo(() => axisOf(series, forecast), [series, forecast]);
  const levels = useMemo(() => (forecast[0]?.intervals ?? []).map((interval) => interval.level).sort((a, b) => b - a), [forecast]);
  const decimals = useMemo(() => decimalsFor(series.values), [series]);

  const data = useMemo(() => {
    const known = series.values.length;
    const before = Array<null>(known).fill(null);

    // The fan starts at the last value.
    const joined = (of: (step: ForecastStep) => number | undefined) => {
      const column: (number | null)[] = [...before, ...forecast.map((step) => of(step) ?? null)];
      if (forecast.length > 0 && known > 0) {
        column[known - 1] = series.values[known - 1] ?? null;
      }

      return column;
    };
    const bound = (level: number, side: "lower" | "upper") => joined((step) => step.intervals.find((interval) => interval.level === level)?.[side]);
    return [
      axis.x,
      [...series.values, ...forecast.map(() => null)],
      ...levels.flatMap((level) => [bound(level, "upper"), bound(level, "lower")]),
      joined((step) => step.value),
    ] as uPlot.AlignedData;
  }, [series, forecast, levels, axis]);

  const options = useCallback((colour: (name: string) => string) => ({
    tzDate: utc,
    scales: { x: { time: axis.isTime } },
    axes: axes(colour, { space: 70 }),
    series: [
      {},
      { stroke: colour("actual"), width: 1.5, points: { show: false } },
      ...levels.flatMap(() => [{ stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } }]),
      { stroke: colour("forecast"), width: 2, points: { show: false } },
    ],
    bands: levels.map((_, k) => ({ series: [2 + 2 * k, 3 + 2 * k] as [number, number], fill: faded(colour("forecast"), 0.16 + 0.1 * k) })),
    hooks: {
      drawClear: [(chart: uPlot) => protocol && shadeHoldOut(chart, axis.x, series.length, protocol.testLength, faded(colour("forecast"), 0.12))],
      draw: [(chart: uPlot) => overlays.forEach((overlay) => drawWindows(chart, axis.x, overlay.windows, colour(overlay.colour)))],
    },
  }), [axis, levels, overlays, protocol, series]);

  const recent = useMemo((): [number, number] | null => {
    if (!protocol) {
      return null;
    }

    const first = series.length - protocol.testLength - protocol.horizon - protocol.gap - (protocol.windows - 1) * protocol.step - protocol.horizon;
    return first > 0 ? [axis.x[first]!, axis.x[axis.x.length - 1]!] : null;
  }, [axis, protocol, series]);

  const reading = useMemo(() => (cursor === null ? null : read(cursor)), [cursor, data]);
  function read(index: number): [string, string, string?][] {
    const items: [string, string, string?][] = [["", axis.text(axis.x[index]!)]];
    const value = series.values[index];
    if (value !== undefined) {
      items.push(["actual", number(value, decimals), "actual"]);
    }

    for (const overlay of overlays) {
      const window = overlay.windows.findLast((one) => index >= one.testStart && index < one.testStart + one.yhat.length);
      if (window) {
        items.push([overlays.length > 1 ? overlay.label : "window", number(window.yhat[index - window.testStart], decimals), overlay.colour]);
      }
    }

    const step = forecast[index - series.values.length];
    if (step) {
      items.push(["forecast", number(step.value, decimals), "forecast"]);
      for (const interval of step.intervals) {
        items.push([`${interval.level} %`, `${number(interval.lower, decimals)} to ${number(interval.upper, decimals)}`]);
      }
    }

    return items;
  }

  return (
    <figure class="chart">
      <div class="chart-head">
        <ul class="legend" aria-label="Legend">
          <li><i class="key line c-actual" />actual</li>
          {overlays.map((overlay) => (
            <li key={overlay.label}><i class={`key line c-${overlay.colour}`} />{overlays.length > 1 ? overlay.label : "forecast in the windows"}</li>
          ))}
          {forecast.length > 0 && <li><i class="key line c-forecast" />forecast{levels.length > 0 && ` with ${[...levels].reverse().join(" and ")} % intervals`}</li>}
          {protocol && <li><i class="key area c-forecast" />held out</li>}
        </ul>
        {recent && (
          <div class="segments" role="group" aria-label="Part shown">
            <button type="button" aria-pressed={!isZoomed} onClick={() => setZoomed(false)}>All</button>
            <button type="button" aria-pressed={isZoomed} onClick={() => setZoomed(true)}>Windows</button>
          </div>
        )}
      </div>
      <Plot label={label} height={height} data={data} options={options} onCursor={setCursor} range={isZoomed ? recent : null} />
      <figcaption class="reading" aria-live="polite">
        {reading === null
          ? <span class="muted">Point at the chart or use the arrow keys to read values; drag to zoom, double-click for all.</span>
          : reading.map(([name, value, colour]) => (
            <span key={name}>{colour && <i class={`key line c-${colour}`} />}{name && <span class="muted">{name} </span>}<b>{value}</b></span>
          ))}
      </figcaption>
    </figure>
  );
}

function shadeHoldOut(chart: uPlot, x: number[], length: number, testLength: number, fill: string): void {
  const from = x[length - testLength - 1] ?? x[0];
  const to = x[length - 1];
  if (from === undefined || to === undefined || testLength === 0) {
    return;
  }

  const { left: edge, top, width, height } = chart.bbox;
  const left = Math.max(edge, chart.valToPos(from, "x", true));
  const right = Math.min(edge + width, chart.valToPos(to, "x", true));
  chart.ctx.fillStyle = fill;
  chart.ctx.fillRect(left, top, Math.max(0, right - left), height);
}

// Windows may overlap, so each is a line of its own.
function drawWindows(chart: uPlot, x: number[], windows: WindowScore[], stroke: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.75 * devicePixelRatio;
  ctx.lineJoin = "round";
  for (const window of windows) {
    ctx.beginPath();
    window.yhat.forEach((value, h) => {
      const place = [chart.valToPos(x[window.testStart + h]!, "x", true), chart.valToPos(value, "y", true)] as const;
      if (window.yhat.length === 1) {
        ctx.arc(...place, 2 * devicePixelRatio, 0, 2 * Math.PI);
      } else if (h === 0) {
        ctx.moveTo(...place);
      } else {
        ctx.lineTo(...place);
      }
    });
    ctx.stroke();
  }

  ctx.restore();
}
