import { useMemo } from "preact/hooks";
import { rankingMetric } from "../data/ranking";
import { axesOf, cellKey, cellsOf, type GridAxis } from "../data/axes";
import { decimalsFor, familyLabel, metric, metricLabels, metricNames, plural } from "../data/format";
import { setQuery } from "../data/route";
import type { RankingMetric } from "../data/contract";
import { Card, Select } from "../parts/basics";
import type { Result } from "./Series";

const usual: Record<string, [string, string]> = { arima: ["q", "p"], lstm: ["units", "lookBack"] };

/** A metric over two settings of the grid, as a heat map. */
export function SearchMap({ result, query }: { result: Result; query: URLSearchParams }) {
  const { board } = result;
  const scored = useMemo(() => board.rows.filter((row) => row.metrics), [board]);
  const families = useMemo(
    () =>
      [...new Set(scored.map((row) => row.engine))].filter((family) => axesOf(scored.filter((row) => row.engine === family)).length > 1),
    [scored],
  );
  const family = families.find((one) => one === query.get("family")) ?? families.find((one) => one === result.published.engine) ?? families[0];
  const rows = useMemo(() => scored.filter((row) => row.engine === family), [scored, family]);
  const axes = useMemo(() => axesOf(rows), [rows]);
  const by = (query.get("metric") as RankingMetric | null) ?? rankingMetric(board);
  if (family === undefined) {
    return (
      <Card title="Settings map">
        <p class="muted">
          No model family in this run varies two settings. Give a block of the grid lists of values to see here how they matter.
        </p>
      </Card>
    );
  }

  const [usualX, usualY] = usual[family] ?? [];
  const find = (wanted: string | null | undefined, except?: GridAxis) => axes.find((axis) => axis.name === wanted && axis !== except);
  const x = find(query.get("x")) ?? find(usualX) ?? axes[0]!;
  const y = find(query.get("y"), x) ?? find(usualY, x) ?? axes.find((axis) => axis !== x)!;
  const options = axes.map((axis) => [axis.name, axis.name] as const);
  return (
    <Card title="How the settings matter">
      <div class="filters">
        <Select
          label="Model family"
          value={family}
          options={families.map((one) => [one, familyLabel(one)] as const)}
          onChange={(one) => setQuery({ family: one, x: null, y: null })}
        />
        <Select
          label="Across"
          value={x.name}
          options={options}
          onChange={(one) => setQuery({ family, x: one, y: one === y.name ? x.name : y.name })}
        />
        <Select
          label="Down"
          value={y.name}
          options={options}
          onChange={(one) => setQuery({ family, y: one, x: one === x.name ? y.name : x.name })}
        />
        <Select
          label="Metric"
          value={by}
          options={metricNames.map((one) => [one, metricLabels[one]] as const)}
          onChange={(one) => setQuery({ metric: one === rankingMetric(board) ? null : one })}
        />
      </div>
      <HeatMap rows={rows} x={x} y={y} by={by} to={result.to} />
    </Card>
  );
}

function HeatMap({ rows, x, y, by, to }: { rows: Result["board"]["rows"]; x: GridAxis; y: GridAxis; by: RankingMetric; to: Result["to"] }) {
  const cells = useMemo(() => cellsOf(rows, x.name, y.name, by), [rows, x, y, by]);
  const values = [...cells.values()].map((cell) => cell.value).sort((a, b) => a - b);
  const [low, high] = [values[0]!, values[values.length - 1]!];
  const decimals = decimalsFor([values[Math.floor(values.length / 2)]]);

  // Rank and size count equally: by size alone, one bad cell would give all others the same colour.
  const shade = (value: number) => {
    const bySize = high > low ? (value - low) / (high - low) : 0;
    const byRank = values.length > 1 ? values.indexOf(value) / (values.length - 1) : 0;
    return 1 - (bySize + byRank) / 2;
  };
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label="Heat map">
        <table class="heat">
          <caption>{metricLabels[by]} by <code>{x.name}</code> across and <code>{y.name}</code> down</caption>
          <thead>
            <tr><th scope="col"><span class="muted">{y.name} \ {x.name}</span></th>{x.values.map((value) => <th key={value} scope="col">{value}</th>)}</tr>
          </thead>
          <tbody>
            {y.values.map((down) => (
              <tr key={down}>
                <th scope="row">{down}</th>
                {x.values.map((across) => {
                  const cell = cells.get(cellKey(across, down));
                  return cell
                    ? (
                      <td key={across} class={`h${Math.round(shade(cell.value) * 8)} ${cell.value === low ? "best" : ""}`}>
                        <a href={to(["model", cell.best.trial])} title={`${cell.best.label}: the best of ${plural(cell.trials, "trial")}`}>{metric(cell.value, by, decimals)}</a>
                      </td>
                    )
                    : <td key={across} class="empty">–</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted small">
        Each cell shows the best trial with both values, whatever its other settings, and links to its model. Stronger colours are better.
        The best cell has a frame.
      </p>
    </>
  );
}
