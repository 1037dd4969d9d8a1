import { valueText } from "./format";
import type { RankingMetric, LeaderboardRow } from "./contract";

/** A setting that trials of a model family differ in, with its values in order. */
export interface GridAxis {
  name: string;
  values: string[];
}

/** The settings that the scored trials of a model family differ in. */
export function axesOf(rows: LeaderboardRow[]): GridAxis[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row.spec)));
  names.delete("engine");
  names.delete("forecasts");

  // The season of a model follows from its form.
  names.delete("m");
  return [...names]
    .map((name) => ({ name, values: inOrder(rows.map((row) => settingOf(row, name))) }))
    .filter((axis) => axis.values.length > 1);
}

// Each model family has its own settings.
function settingOf({ spec }: LeaderboardRow, name: string): unknown {
  return (spec as Record<string, unknown>)[name];
}

// Sorts numbers by size and leaves other values in their order.
function inOrder(values: unknown[]): string[] {
  const texts = [...new Set(values.map(valueText))];
  return texts.every((text) => text === "none" || !Number.isNaN(Number(text)))
    ? texts.sort((a, b) => (a === "none" ? -1 : b === "none" ? 1 : Number(a) - Number(b)))
    : texts;
}

export interface Cell {
  best: LeaderboardRow;
  value: number;
  trials: number;
}

/** The best trial for each pair of values of two settings. */
export function cellsOf(rows: LeaderboardRow[], x: string, y: string, metric: RankingMetric): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const row of rows) {
    const value = row.metrics?.[metric];
    if (value !== undefined) {
      const key = cellKey(valueText(settingOf(row, x)), valueText(settingOf(row, y)));
      const cell = cells.get(key);
      cells.set(key, {
        best: cell && cell.value <= value ? cell.best : row,
        value: Math.min(value, cell?.value ?? Infinity),
        trials: 1 + (cell?.trials ?? 0),
      });
    }
  }

  return cells;
}

export function cellKey(x: string, y: string): string {
  return `${x}\n${y}`;
}
