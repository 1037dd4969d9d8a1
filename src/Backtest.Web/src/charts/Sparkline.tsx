import { digitsOf, number } from "../data/format";

// Size of the drawing in pixels, with room for the width of the line.
const WIDTH = 96;
const HEIGHT = 24;
const EDGE = 2;

/** The shape of a series as a small line, with gaps where values are missing. The text alternative gives its range and its end. */
export function Sparkline({ values, length }: { values: (number | null)[]; length?: number }) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) {
    return <>–</>;
  }

  const [least, most] = [Math.min(...known), Math.max(...known)];
  const x = (k: number) => EDGE + ((WIDTH - 2 * EDGE) * (k + 0.5)) / values.length;
  const y = (value: number) => (most > least ? EDGE + ((HEIGHT - 2 * EDGE) * (most - value)) / (most - least) : HEIGHT / 2);

  // A value between two gaps is a line of no length, whose ends are round.
  const place = (value: number, k: number) => `${x(k).toFixed(1)} ${y(value).toFixed(1)}`;
  const path = values.map((value, k) => (value === null ? "" : k > 0 && values[k - 1] !== null ? `L${place(value, k)}` : `M${place(value, k)}h0`)).join("");
  const text = (value: number | undefined) => number(value, digitsOf(known));
  const what = length !== undefined && length > values.length ? `Means of ${values.length} stretches` : "Values";
  return (
    <svg class="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${what} from ${text(least)} to ${text(most)}, the last ${text(known[known.length - 1])}`}>
      <path d={path} />
    </svg>
  );
}
