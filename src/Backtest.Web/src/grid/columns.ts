import type { ColumnRole, FileReading } from "../data/contract";
import type { Grid, Json } from "./json";
import { parseGrid, writeGrid } from "./text";

/** What a grid says of how its file is read: its key columns, with the keys that a grid has for target and covariates. */
export type Columns = { [key: string]: Json };

/** The keys of columns beside the roles of columns, which the table of the first rows has. */
export const sayings = [
  { key: "format", label: "Times are written", help: "dayFirst, monthFirst, yearFirst, seconds, or a pattern such as dd.MM.yyyy HH:mm" },
  { key: "decimal", label: "Decimal mark", options: [[".", "a point"], [",", "a comma"]] },
  { key: "group", label: "Mark between thousands", options: [["none", "none"], [".", "a point"], [",", "a comma"], ["'", "an apostrophe"], [" ", "a blank"]] },
  { key: "missing", label: "Cells without a value", help: "beside empty ones and NA; several with a comma between them", isList: true },
  { key: "firstLine", label: "Table begins on line", help: "with its header, if it has one", isNumber: true },
  { key: "encoding", label: "Encoding", help: "such as utf-8 or windows-1252" },
  { key: "timeZone", label: "Time zone", help: "such as Europe/Berlin" },
  { key: "step", label: "Step between values", help: "such as day, workingDay, month or 15 minutes" },
  { key: "repeats", label: "Several values for one time", options: [["sum", "add them up"], ["mean", "take their mean"], ["last", "take the last"]] },
  { key: "fill", label: "Times that the file lacks", options: [["zero", "count as 0"]] },
  { key: "sheet", label: "Sheet of the workbook", help: "instead of the first" },
] as const satisfies readonly Saying[];

export interface Saying {
  key: string;
  label: string;
  help?: string;
  options?: readonly (readonly [string, string])[];
  isList?: boolean;
  isNumber?: boolean;
}

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
