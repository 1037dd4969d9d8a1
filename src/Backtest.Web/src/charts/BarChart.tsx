import { number } from "../data/format";

export interface Bar {
  label: string;
  value: number;
}

export interface BarChartProps {
  label: string;
  bars: Bar[];
  /** Bars beyond this value, above or below, stand out. */
  bound?: number;
  caption: string;
  /** Headings of the table: for the bars and for their values. */
  heads: [string, string];
  decimals?: number;
  /** Whether each bar has its value above it. */
  hasCounts?: boolean;
}

// Size of the drawing, which is stretched to the available space. Text stands outside, because it would be stretched too.
const WIDTH = 640;
const HEIGHT = 150;

/** A small bar chart around 0, such as autocorrelations or a histogram, with a table of the same numbers. */
export function BarChart({ label, bars, bound, caption, heads, decimals, hasCounts = false }: BarChartProps) {
  const top = Math.max(bound ?? 0, ...bars.map((bar) => bar.value), 0) * 1.08 || 1;
  const bottom = Math.min(bound ? -bound : 0, ...bars.map((bar) => bar.value), 0) * 1.08;
  const y = (value: number) => ((top - value) / (top - bottom)) * HEIGHT;
  const slot = WIDTH / Math.max(1, bars.length);
  const every = Math.ceil(bars.length / 9);
  return (
    <figure class="chart">
      {hasCounts && (
        <div class="bar-labels" aria-hidden="true">
          {bars.map((bar, k) => <span key={k} style={{ left: `${(100 * (k + 0.5)) / bars.length}%` }}>{bar.value > 0 ? number(bar.value, decimals) : ""}</span>)}
        </div>
      )}
      <svg class="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {bound !== undefined && <rect class="bound" x={0} width={WIDTH} y={y(bound)} height={y(-bound) - y(bound)} />}
        {bars.map((bar, k) => (
          <rect
            key={k}
            class={bound !== undefined && Math.abs(bar.value) > bound ? "bar out" : "bar"}
            x={k * slot + slot * 0.15}
            width={slot * 0.7}
            y={y(Math.max(0, bar.value))}
            height={Math.max(0.5, Math.abs(y(bar.value) - y(0)))}
          >
            <title>{`${bar.label}: ${number(bar.value, decimals)}`}</title>
          </rect>
        ))}
        <line class="zero" x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
      </svg>
      <div class={every === 1 ? "bar-labels all" : "bar-labels"} aria-hidden="true">
        {bars.map((bar, k) => k % every === 0 && <span key={k} style={{ left: `${(100 * (k + 0.5)) / bars.length}%` }}>{bar.label}</span>)}
      </div>
      <figcaption class="muted small">{caption}</figcaption>
      <details class="data">
        <summary>Numbers</summary>
        <div class="scroll">
          <table class="grid-table narrow">
            <thead><tr><th scope="col">{heads[0]}</th><th scope="col" class="n">{heads[1]}</th></tr></thead>
            <tbody>{bars.map((bar, k) => <tr key={k}><th scope="row">{bar.label}</th><td class="n">{number(bar.value, decimals)}</td></tr>)}</tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
