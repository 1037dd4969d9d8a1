import type uPlot from "uplot";
import { useCallback, useMemo, useState } from "preact/hooks";
import { decimalsFor, number } from "../data/format";
import { axes, Plot } from "./Plot";

export interface Line {
  label: string;
  colour: string;
  values: (number | null | undefined)[];
}

export interface LineChartProps {
  label: string;
  /** What the positions 1, 2, ... count, such as "Step" or "Epoch". */
  unit: string;
  lines: Line[];
  height?: number;
  /** The position to mark. */
  mark?: number;
  log?: boolean;
}

// Share of the width beside the first and the last position, so that their points do not touch the labels.
const EDGE = 0.02;

// Factor between the lines and the edges of a logarithmic axis.
const MARGIN = 1.1;

// Beyond this range uPlot searches for ticks of a logarithmic axis forever.
const LOG_RANGE = [1e-30, 1e30] as const;

// Whole powers of ten would flatten lines within one of them.
function closeRange(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  return min === null || max === null ? [min, max] : [min / MARGIN, max * MARGIN];
}

/** Lines over the positions 1, 2, ... */
export function LineChart({ label, unit, lines, height = 200, mark, log = false }: LineChartProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const length = Math.max(...lines.map((line) => line.values.length));
  const signature = JSON.stringify(lines);
  const data = useMemo(
    () =>
      [
        Array.from({ length }, (_, k) => k + 1),
        ...lines.map((line) => Array.from({ length }, (_, k) => line.values[k] ?? null)),
      ] as uPlot.AlignedData,
    [signature],
  );
  const range = useMemo((): [number, number] => [1 - EDGE * length, length + EDGE * length], [length]);
  const decimals = decimalsFor(lines.flatMap((line) => line.values));
  const isLog =
    log &&
    lines.every((line) =>
      line.values.every((value) => value === null || value === undefined || (value > LOG_RANGE[0] && value < LOG_RANGE[1])),
    );
  const options = useCallback((colour: (name: string) => string) => ({
    scales: {
      x: { time: false },
      y: isLog ? { distr: 3 as const, range: closeRange } : { range: { min: { soft: 0, mode: 1 as const, pad: 0 }, max: { pad: 0.1 } } },
    },
    axes: axes(colour, { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10000] }),
    series: [{}, ...lines.map((line) => ({
      stroke: colour(line.colour),
      width: 1.75,
      points: { show: length <= 40, size: 5, fill: colour(line.colour) },
    }))],
    hooks: { draw: mark === undefined ? [] : [(chart: uPlot) => drawMark(chart, mark, colour("muted"))] },
  }), [signature, mark, isLog]);

  return (
    <figure class="chart">
      {lines.length > 1 && (
        <ul class="legend" aria-label="Legend">{lines.map((line) => <li key={line.label}><i class={`key line c-${line.colour}`} />{line.label}</li>)}</ul>
      )}
      <Plot label={label} height={height} data={data} options={options} onCursor={setCursor} range={range} />
      <figcaption class="reading" aria-live="polite">
        {cursor === null ? <span class="muted">{unit} 1 to {length}</span> : (
          <>
            <span><span class="muted">{unit}</span> <b>{cursor + 1}</b></span>
            {lines.map((line) => (
              <span key={line.label}>
                <i class={`key line c-${line.colour}`} />
                {lines.length > 1 && <span class="muted">{line.label} </span>}
                <b>{number(line.values[cursor], decimals)}</b>
              </span>
            ))}
          </>
        )}
      </figcaption>
    </figure>
  );
}

function drawMark(chart: uPlot, x: number, stroke: string): void {
  const { ctx, bbox } = chart;
  const left = chart.valToPos(x, "x", true);
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(left, bbox.top);
  ctx.lineTo(left, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
