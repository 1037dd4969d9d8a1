import type { ColumnRole, FileReading } from "../data/contract";
import type { Grid, Json } from "../data/json";
import { parseGrid, writeGrid } from "./text";

/** How a grid says that its file is read: the key `columns`, together with the keys for target and covariates. */
export type Columns = { [key: string]: Json };

const roleKeys: Partial<Record<ColumnRole, string>> = { time: "time", id: "id", target: "target", pastCovariate: "pastCovariates", futureCovariate: "futureCovariates" };

/** Reads these keys from a grid, or from the fallback if only the service can read the grid. */
export function columnsOf(grid: string | null, fallback: Grid | undefined): Columns {
  const given = (grid !== null && parseGrid(grid)) || fallback || {};
  const own = given["columns"];
  const beside = Object.fromEntries(
    ["target", "pastCovariates", "futureCovariates"]
      .filter((key) => given[key] !== undefined && given[key] !== null)
      .map((key) => [key, given[key] as Json]),
  );
  return { ...beside, ...(own !== null && typeof own === "object" && !Array.isArray(own) ? own : {}) };
}

/** Changes these keys in a grid. Undefined values are removed, so that they are detected from the file. */
export function withColumns(grid: string | null, fallback: Grid | undefined, said: { [key: string]: Json | undefined }): string {
  const {
    columns: _,
    target: _target,
    pastCovariates: _past,
    futureCovariates: _future,
    ...rest
  } = (grid !== null && parseGrid(grid)) || fallback || {};
  const all = Object.entries({ ...columnsOf(grid, fallback), ...said }).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined && !(Array.isArray(entry[1]) && entry[1].length === 0),
  );
  return writeGrid(all.length > 0 ? { columns: Object.fromEntries(all), ...rest } : rest);
}

/** The keys that change when a column gets another role. Several columns join into one time, one after the other. */
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
