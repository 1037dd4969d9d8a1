import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useColours } from "../data/colours";
import { power } from "../data/format";
import type { Axis } from "../data/series";
import { currentTheme } from "../data/theme";

export interface PlotProps {
  /** A sentence that describes the chart to readers who cannot see it. */
  label: string;
  height: number;
  /** Positions, then the values of each series; all of the same length. */
  data: uPlot.AlignedData;
  /** Makes series, axes and hooks in the colours of the theme. */
  options: (colour: (name: string) => string) => Omit<uPlot.Options, "width" | "height">;
  /** Called with the index under the cursor, or null. */
  onCursor?: (index: number | null) => void;
  /** The part of the axis to show; by default, all of it. */
  range?: [number, number] | null;
}

/** A uPlot chart that adapts to its width and the theme, and follows the pointer and the arrow keys. */
export function Plot({ label, height, data, options, onCursor, range }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const told = useRef(onCursor);
  told.current = onCursor;

  // The place of the cursor, which outlasts a chart that is drawn anew, as when data arrive.
  const place = useRef<number | null>(null);
  const colour = useColours();
  const theme = currentTheme();

  // Before the page is painted, so that a chart in sight is drawn and takes keys.
  useLayoutEffect(() => {
    const element = box.current!;
    const given = options(colour);
    const earlier = place.current;
    const chart = new uPlot(
      {
        ...given,
        width: element.clientWidth,
        height,
        scales: {
          ...given.scales,
          x: { range: rangeOfPlaces, ...given.scales?.["x"] },
          y: { ...(given.scales?.["y"]?.distr === 3 ? {} : { range: rangeOfValues }), ...given.scales?.["y"] },
        },
        legend: { show: false },
        cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false }, ...given.cursor },
        hooks: {
          ...given.hooks,
          setCursor: [(one) => {
            const index = one.cursor.idx ?? null;
            place.current = index === null ? null : one.data[0][index] ?? null;
            told.current?.(index);
          }],
          ready: [(one) => {
            const { min, max } = one.scales["x"]!;
            if (earlier !== null && earlier >= min! && earlier <= max!) {
              setPlace(one, earlier);
            }
          }],
        },
      },
      data,
      element,
    );
    plot.current = chart;
    const sizes = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [data, theme, height, options]);

  useLayoutEffect(() => {
    const chart = plot.current;
    const x = chart?.data[0];
    if (chart && x && x.length > 0) {
      const [min, max] = range ?? rangeOfPlaces(chart, x[0]!, x[x.length - 1]!);
      chart.setScale("x", { min: min!, max: max! });
    }
  }, [range, data, theme, options]);

  // Arrow keys move the cursor within the visible part of the axis.
  const onKeyDown = (event: KeyboardEvent) => {
    const chart = plot.current;
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (!chart || steps === undefined) {
      return;
    }

    event.preventDefault();
    const x = chart.data[0];
    const { min, max } = chart.scales["x"]!;
    const last = x.findLastIndex((one) => one <= max!);
    const first = x.findIndex((one) => one >= min!);
    const index = Math.min(last, Math.max(first, (chart.cursor.idx ?? (steps > 0 ? first - 1 : last + 1)) + steps));
    setPlace(chart, x[index]!);
  };

  return (
    <div
      class="plot"
      ref={box}
      role="img"
      aria-label={onCursor ? `${label} The arrow keys read its values, Page Up and Page Down in steps of ten.` : label}
      tabIndex={onCursor ? 0 : -1}
      onKeyDown={onCursor && onKeyDown}
      style={{ height }}
    />
  );
}

function setPlace(chart: uPlot, x: number): void {
  chart.setCursor({ left: chart.valToPos(x, "x"), top: chart.over.clientHeight / 2 });
}

// If both ends are equal, uPlot searches for ticks forever.
function rangeOfPlaces(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  return min !== null && max !== null && min >= max ? [min - 1, max + 1] : [min, max];
}

// The difference of two numbers may overflow, so axes end before that.
const FAR = Number.MAX_VALUE / 2.5;

function rangeOfValues(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  return min === null || max === null ? [min, max]
    : min === 0 && max === 0 ? [-1, 1]
    : Math.max(-min, max) < FAR / 10 ? uPlot.rangeNum(min, max, 0.1, true)
      : [Math.max(min < 0 ? 1.1 * min : 0, -FAR), Math.min(max > 0 ? 1.1 * max : 0, FAR)];
}

/** Axes in the colours of the theme. */
export function axes(colour: (name: string) => string, x: Partial<uPlot.Axis> = {}, y: Partial<uPlot.Axis> = {}): uPlot.Axis[] {
  const common = {
    stroke: colour("muted"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: colour("grid"), width: 1 },
    ticks: { show: false },
  };
  return [
    { ...common, grid: { show: false }, size: heightOfLabels, gap: 9, ...x },
    { ...common, size: widthOfLabels, values: labels, ...y },
  ];
}

/** The axis of positions: times as in the texts, months by name and hours to 24, or numbers; no tick between two positions. */
export function placesAxis({ isTime, x }: Axis): Partial<uPlot.Axis> {
  const step = x.reduce((least, one, k) => (k > 0 ? Math.min(least, one - x[k - 1]!) : least), Infinity);
  return {
    space: (_, _axis, min, max, size) => Math.max(70, Number.isFinite(step) && max > min ? Math.min(size, size * step / (max - min)) : 0),
    ...(isTime ? { values: STAMPS } : {}),
  };
}

// From each distance of ticks in seconds: a tick, and what a second line adds where the year, the day or the minute begins.
const DATE = "\n{D} {MMM}";
const STAMPS: uPlot.Axis.Values = [
  [365 * 86400, "{YYYY}", null, null, null, null, null, null, 1],
  [28 * 86400, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", `${DATE} {YYYY}`, null, DATE, null, null, null, 1],
  [1, ":{ss}", `${DATE} {YYYY} {HH}:{mm}`, null, `${DATE} {HH}:{mm}`, null, "\n{HH}:{mm}", null, 1],
];

// A time may show its year in a second line.
function heightOfLabels(_: uPlot, values: string[] | null): number {
  return (values ?? []).some((value) => String(value ?? "").includes("\n")) ? 50 : 34;
}

function widthOfLabels(_: uPlot, values: string[] | null): number {
  return 16 + 7 * Math.max(3, ...(values ?? []).map((value) => String(value ?? "").length));
}

function labels(chart: uPlot, values: (number | null)[], _axis: number, _space: number, step: number): string[] {
  return chart.scales["y"]!.distr === 3 ? values.map(logTick) : ticks(values as number[], step);
}

// With enough digits to tell ticks apart: one more than their distance has, which may be 2.5 of a unit.
function ticks(values: number[], step: number): string[] {
  const places = 1 - Math.floor(Math.log10(step));
  const largest = Math.max(...values.map(Math.abs));
  const isFar = largest >= 1e6 || largest < 1e-3;
  return values.map((value) => isFar && value !== 0
    ? power(value, Math.min(15, Math.max(0, places + Math.floor(Math.log10(Math.abs(value))))))
    : plain(value, Math.min(15, Math.max(0, places))));
}

// A logarithmic axis leaves some ticks without a label.
function logTick(value: number | null): string {
  return value === null ? "" : value >= 1e6 || value < 1e-3 ? power(value, 1) : plain(value, 4);
}

function plain(value: number, decimals: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: decimals, useGrouping: Math.abs(value) >= 10_000 });
}

/** Axes show the dates of the series, whatever the reader's time zone. */
export const utc = (seconds: number) => uPlot.tzDate(new Date(1000 * seconds), "Etc/UTC");

/** A partly transparent colour. */
export function faded(colour: string, share: number): string {
  return `color-mix(in srgb, ${colour} ${Math.round(100 * share)}%, transparent)`;
}
