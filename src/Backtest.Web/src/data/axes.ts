import { valueText } from "./format";
import type { MetricName, Row } from "./types";

/** A setting that trials of an engine differ in, with its values in order. */
export interface GridAxis {
  name: string;
  values: string[];
}

/** The settings that the scored trials of an engine differ in. */
export function axesOf(rows: Row[]): GridAxis[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row.spec)));
  names.delete("engine");
  return [...names]
    .map((name) => ({ name, values: inOrder(rows.map((row) => row.spec[name])) }))
    .filter((axis) => axis.values.length > 1);
}

// Numbers by size, other values as they come.
function inOrder(values: unknown[]): string[] {
  const texts = [...new Set(values.map(valueText))];
  return texts.every((text) => text === "none" || !Number.isNaN(Number(text)))
    ? texts.sort((a, b) => (a === "none" ? -1 : b === "none" ? 1 : Number(a) - Number(b)))
    : texts;
}

export interface Cell {
  best: Row;
  value: number;
  trials: number;
}

/** The best trial of every pair of values of two settings. */
export function cellsOf(rows: Row[], x: string, y: string, metric: MetricName): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const row of rows) {
    const value = row.metrics?.[metric];
    if (value !== undefined) {
      const key = cellKey(valueText(row.spec[x]), valueText(row.spec[y]));
      const cell = cells.get(key);
      cells.set(key, { best: cell && cell.value <= value ? cell.best : row, value: Math.min(value, cell?.value ?? Infinity), trials: 1 + (cell?.trials ?? 0) });
    }
  }

  return cells;
}

export function cellKey(x: string, y: string): string {
  return `${x}\n${y}`;
}
