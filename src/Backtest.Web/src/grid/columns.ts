import type { ColumnRole, FileReading } from "../data/contract";
import type { Grid, Json } from "../data/json";
import { parseGrid, writeGrid } from "./text";

/** What a grid says of how its file is read: its key columns, with the keys that a grid has for target and covariates. */
export type Columns = { [key: string]: Json };

const roleKeys: Partial<Record<ColumnRole, string>> = { time: "time", id: "id", target: "target", pastCovariate: "pastCovariates", futureCovariate: "futureCovariates" };

/** What a grid says; null where it has to be read by the service, as one with comments. */
export function columnsOf(grid: string | null, fallback: Grid | undefined): Columns {
  const given = (grid !== null && parseGrid(grid)) || fallback || {};
  const own = given["columns"];
  const beside = Object.fromEntries(["target", "pastCovariates", "futureCovariates"].filter((key) => given[key] !== undefined && given[key] !== null).map((key) => [key, given[key] as Json]));
  return { ...beside, ...(own !== null && typeof own === "object" && !Array.isArray(own) ? own : {}) };
}

/** The grid with something else said; what is undefined is left to be found. */
export function withColumns(grid: string | null, fallback: Grid | undefined, said: { [key: string]: Json | undefined }): string {
  const { columns: _, target: _target, pastCovariates: _past, futureCovariates: _future, ...rest } = (grid !== null && parseGrid(grid)) || fallback || {};
  const all = Object.entries({ ...columnsOf(grid, fallback), ...said }).filter((entry): entry is [string, Json] => entry[1] !== undefined && !(Array.isArray(entry[1]) && entry[1].length === 0));
  return writeGrid(all.length > 0 ? { columns: Object.fromEntries(all), ...rest } : rest);
}

/** What is said when a column gets another role. A time of several columns is made by giving it to one after the other. */
export function withRole(reading: FileReading, index: number, role: ColumnRole, joins: boolean): { [key: string]: Json | undefined } {
  const old = reading.columns[index]!.role;
  const isOne = role === "target" || (role === "time" && !joins);
  const roles = reading.columns.map((column, k) => (k === index ? role : isOne && column.role === role ? "leftOut" : column.role));
  const said: { [key: string]: Json | undefined } = {};
  for (const changed of [old, role]) {
    const key = roleKeys[changed];
    if (key) {
      const names = reading.columns.filter((_, k) => roles[k] === changed).map(({ name }) => name);
      said[key] = changed === "target" || names.length === 1 ? names[0] : names;
    }
  }

  return said;
}
