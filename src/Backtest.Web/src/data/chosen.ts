/** The files that the picker offers: text, workbooks, Parquet files, compressed versions of these, and grids. */
export const ACCEPTED = ".csv,.tsv,.txt,.xlsx,.parquet,.gz,.json,text/csv";

/** Whether a file is text, so that a single line can be shown. */
export function isText(file: File): boolean {
  return !/\.(xlsx|parquet|gz)$/i.test(file.name);
}

/** The files that the user dropped or picked, handed from the first view to the one that shows them. */
export interface Chosen {
  csv: File;
  grid: string | null;
}

let chosen: Chosen | null = null;

export function takeChosen(): Chosen | null {
  return chosen;
}

export function keepChosen(one: Chosen | null): void {
  chosen = one;
}

/** Sorts files into a series and its grid; null if there is no series among them. */
export async function choose(files: Iterable<File>): Promise<Chosen | null> {
  const all = [...files];
  const grid = all.find((file) => file.name.toLowerCase().endsWith(".json"));
  const csv = all.find((file) => file !== grid);
  return csv ? { csv, grid: grid ? await grid.text() : null } : null;
}

/** A valid name for the series in a file. */
export function nameFor(file: File): string {
  const name = file.name
    .replace(/\.gz$/i, "")
    .replace(/\.[^.]*$/, "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}\p{M}._-]+/gu, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[^\p{L}\p{N}]+|[-_.]+$/gu, "")
    .slice(0, 100);
  return name || "series";
}
