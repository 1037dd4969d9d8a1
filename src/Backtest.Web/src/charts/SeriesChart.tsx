import uPlot from "uplot";
import { useCallback, useMemo, useState } from "preact/hooks";
import { digitsOf, number } from "../data/format";
import { axisOf } from "../data/series";
import type { ForecastStep, BacktestProtocol, SeriesValues, WindowScore } from "../data/contract";
import { axes, faded, placesAxis, Plot, utc } from "./Plot";

/** The windows of one model, drawn over the actual values. */
export interface Overlay {
  label: string;
  windows: WindowScore[];
  colour: string;
}

/** Forecasts of the held-out values by one model, drawn over them. */
export interface Held {
  label: string;
  windows: WindowScore[];
  colour: string;
  /** Whether its intervals are drawn; others are a dashed line. */
  isFirst: boolean;
}

export interface SeriesChartProps {
  label: string;
  series: SeriesValues;
  protocol?: BacktestProtocol;
  overlays?: Overlay[];
  forecast?: ForecastStep[];
  held?: Held[];
  height?: number;
  /** The part to open on. By default, a long series opens on the windows, or on the last of them if they are far apart. */
  part?: Part;
}

type Part = "all" | "windows" | "heldOut";

// Constants, because a chart is drawn anew whenever one of these objects changes.
const NO_OVERLAYS: Overlay[] = [];
const NO_STEPS: ForecastStep[] = [];
const NO_HELD: Held[] = [];

/** A series with its forecasts in the windows, the held-out values, and the forecasts ahead with their intervals. */
export function SeriesChart({
  label,
  series,
  protocol,
  overlays = NO_OVERLAYS,
  forecast = NO_STEPS,
  held = NO_HELD,
  height = 320,
  part,
}: SeriesChartProps) {
  const [chosen, setChosen] = useState<Part | number | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const axis = useMemo(() => axisOf(series, forecast), [series, forecast]);
  const levels = useMemo(() => (forecast[0]?.intervals ?? []).map((interval) => interval.level).sort((a, b) => b - a), [forecast]);
  const decimals = useMemo(() => digitsOf(series.values), [series]);

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
      ...held.flatMap((one) => columnsOf(one, axis.x.length, series.values)),
    ] as uPlot.AlignedData;
  }, [series, forecast, levels, axis, held]);

  const options = useCallback((colour: (name: string) => string) => ({
    tzDate: utc,
    scales: { x: { time: axis.isTime } },
    axes: axes(colour, placesAxis(axis), unitOf(series, colour)),
    series: [
      {},
      { stroke: colour("actual"), width: 1.5, points: { show: false } },
      ...levels.flatMap(() => [{ stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } }]),
      { stroke: colour("forecast"), width: 2, points: { show: false } },
      ...held.flatMap((one) => [
        ...boundsOf(one).flatMap(() => [{ stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } }]),
        { stroke: colour(one.colour), width: 2, dash: one.isFirst ? [] : [6, 4], points: { show: one.windows[0]?.yhat.length === 1 } },
      ]),
    ],
    bands: [
      ...levels.map((_, k) => ({ series: [2 + 2 * k, 3 + 2 * k] as [number, number], fill: faded(colour("forecast"), 0.16 + 0.1 * k) })),
      ...held.flatMap((one, h) => {
        const before = 3 + 2 * levels.length + held.slice(0, h).reduce((sum, other) => sum + 2 * boundsOf(other).length + 1, 0);
        return boundsOf(one).map((_, k) => ({
          series: [before + 2 * k, before + 2 * k + 1] as [number, number],
          fill: faded(colour(one.colour), 0.16 + 0.1 * k),
        }));
      }),
    ],
    hooks: {
      drawClear: [(chart: uPlot) => protocol && shadeHoldOut(chart, axis.x, series.length, protocol.testLength, faded(colour("muted"), 0.13))],
      draw: [(chart: uPlot) => overlays.forEach((overlay) => drawWindows(chart, axis.x, overlay.windows, colour(overlay.colour)))],
    },
  }), [axis, levels, overlays, protocol, series, held]);

  const ranges = useMemo((): Partial<Record<Part, [number, number]>> => {
    if (!protocol || series.indexes) {
      return {};
    }

    const from = (index: number, last: number): [number, number] | undefined => (index > 0 ? [axis.x[index]!, axis.x[last]!] : undefined);
    const heldOut = series.length - protocol.testLength;
    return {
      windows:
        held.length > 0
          ? undefined
          : from(heldOut - protocol.horizon - protocol.gap - (protocol.windows - 1) * protocol.step - protocol.horizon, axis.x.length - 1),
      heldOut:
        held.length > 0
          ? from(heldOut - Math.max(2 * protocol.testLength, Math.min(protocol.seasonLength, 4 * protocol.testLength)), series.length - 1)
          : undefined,
    };
  }, [axis, protocol, series, held]);

  // Windows that are too far apart for a forecast to be readable among all of them are shown one by one.
  const single = useMemo(() => {
    const { windows } = ranges;
    const isReadable = !windows || !protocol || axis.x.length - axis.x.indexOf(windows[0]) <= MOST_HORIZONS * protocol.horizon;
    return isReadable ? [] : rangesOfWindows(protocol, series.length, axis.x);
  }, [ranges, axis, protocol, series]);

  // A long series opens on the part where details are visible.
  const usual = part ?? (series.length <= LONG || !ranges.windows ? "all" : single.length > 0 ? single.length - 1 : "windows");
  const shown = chosen ?? usual;
  const range = typeof shown === "number" ? single[shown] : shown === "all" ? undefined : ranges[shown];

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

    for (const one of held) {
      const window = one.windows.find(({ testStart, yhat }) => index >= testStart && index < testStart + yhat.length);
      if (window) {
        items.push([held.length > 1 ? one.label : "forecast", number(window.yhat[index - window.testStart], decimals), one.colour]);
        for (const interval of boundsOf(one).length > 0 ? window.intervals ?? [] : []) {
          items.push([`${interval.level} %`, `${number(interval.lower[index - window.testStart], decimals)} to ${number(interval.upper[index - window.testStart], decimals)}`]);
        }
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
          {held.map((one) => (
            <li key={one.label}><i class={`key line c-${one.colour} ${one.isFirst ? "" : "dashed"}`} />{one.label}{boundsOf(one).length > 0 && `, with ${boundsOf(one).map(({ level }) => level).reverse().join(" and ")} % intervals`}</li>
          ))}
          {protocol && <li><i class="key area c-held" />held out</li>}
        </ul>
        {Object.values(ranges).some(Boolean) && (
          <div class="segments" role="group" aria-label="Part shown">
            {parts.filter(([one]) => one === "all" || ranges[one]).map(([one, text]) => (
              <button key={one} type="button" aria-pressed={shown === one} onClick={() => setChosen(one)}>{text}</button>
            ))}
            {single.length > 0 && <OneWindow shown={shown} count={single.length} onChange={setChosen} />}
          </div>
        )}
      </div>
      <Plot label={label} height={height} data={data} options={options} onCursor={setCursor} range={range ?? null} />
      <figcaption class="reading" aria-live="polite">
        {reading === null
          ? (
            <span class="muted">
              Point at the chart, or focus it and use the arrow keys, to read values. Drag to zoom, and double-click to see everything.
            </span>
          )
          : reading.map(([name, value, colour]) => (
            <span key={name}>{colour && <i class={`key line c-${colour}`} />}{name && <span class="muted">{name} </span>}<b>{value}</b></span>
          ))}
      </figcaption>
    </figure>
  );
}

/** Shows one window, with buttons to the window before and after it. */
function OneWindow({ shown, count, onChange }: { shown: Part | number; count: number; onChange: (window: number) => void }) {
  const window = typeof shown === "number" ? shown : count - 1;
  return (
    <>
      <button type="button" aria-label="Earlier window" disabled={window === 0} onClick={() => onChange(window - 1)}>‹</button>
      <button type="button" aria-pressed={shown === window} onClick={() => onChange(window)}>Window {window + 1} of {count}</button>
      <button type="button" aria-label="Later window" disabled={window === count - 1} onClick={() => onChange(window + 1)}>›</button>
    </>
  );
}

/** The label of the value axis: the name of the column, which may tell the unit. */
export function unitOf(series: SeriesValues, colour: (name: string) => string): Partial<uPlot.Axis> {
  return series.column ? { label: series.column, labelSize: 18, labelGap: 0, labelFont: "12px system-ui, sans-serif", stroke: colour("muted") } : {};
}

const parts: [Part, string][] = [["all", "All"], ["windows", "Windows"], ["heldOut", "Held out"]];

// A line of more values than this hides the windows.
const LONG = 1000;

// With more horizons than this beside each other, a forecast is too narrow to read.
const MOST_HORIZONS = 12;

// Horizons around one window: this many before it, and the rest after it begins.
const HORIZONS = 8;
const HORIZONS_BEFORE = 4;

// Each window with some values around it; the last one with everything after it.
function rangesOfWindows({ windows, step, horizon, testLength }: BacktestProtocol, length: number, x: number[]): [number, number][] {
  const last = x.length - 1;
  return Array.from({ length: windows }, (_, k) => {
    const start = length - testLength - horizon - (windows - 1 - k) * step;
    const end = k === windows - 1 ? last : Math.min(last, start + (HORIZONS - HORIZONS_BEFORE) * horizon);
    return [x[Math.max(0, Math.min(start - horizon, end - HORIZONS * horizon))]!, x[end]!];
  });
}

function boundsOf({ isFirst, windows }: Held) {
  return isFirst ? [...(windows[0]?.intervals ?? [])].sort((a, b) => b.level - a.level) : [];
}

// Upper and lower bounds of each level, widest first, then the forecasts. Like those ahead, they start at the last known value, so that
// also a single one has a fan.
function columnsOf(held: Held, length: number, actual: (number | null)[]): (number | null)[][] {
  const before = (held.windows[0]?.testStart ?? 0) - 1;
  const column = (of: (window: WindowScore) => (number | null)[] | undefined) => {
    const values = Array<number | null>(length).fill(null);
    if (before >= 0) {
      values[before] = actual[before] ?? null;
    }

    for (const window of held.windows) {
      of(window)?.forEach((value, h) => (values[window.testStart + h] = value));
    }

    return values;
  };
  const interval = (window: WindowScore, level: number) => window.intervals?.find((one) => one.level === level);
  return [
    ...boundsOf(held).flatMap(({ level }) => [
      column((window) => interval(window, level)?.upper),
      column((window) => interval(window, level)?.lower),
    ]),
    column((window) => window.yhat),
  ];
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

// Draws each window as a separate line, because windows may overlap.
function drawWindows(chart: uPlot, x: number[], windows: WindowScore[], stroke: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.75 * devicePixelRatio;
  ctx.lineJoin = "round";
  const overlap = windows.some((window, k) => k > 0 && window.testStart < windows[k - 1]!.testStart + windows[k - 1]!.yhat.length);
  for (const [k, window] of windows.entries()) {
    // Tells overlapping windows apart: every second one is dashed, and a dot marks where each begins.
    ctx.setLineDash(overlap && k % 2 === 1 ? [5 * devicePixelRatio, 3 * devicePixelRatio] : []);
    if (overlap && window.yhat.length > 1) {
      ctx.fillStyle = stroke;
      ctx.beginPath();
      ctx.arc(
        chart.valToPos(x[window.testStart]!, "x", true),
        chart.valToPos(window.yhat[0]!, "y", true),
        2.5 * devicePixelRatio,
        0,
        2 * Math.PI,
      );
      ctx.fill();
    }

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
