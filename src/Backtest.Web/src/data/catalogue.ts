import type { Json } from "./json";
import document from "./catalogue.json";

/** A single field in the form of a grid. */
export interface GridField {
  name: string;
  label: string;
  help: string;
  /** The part of the form that shows it, unless another field contains it. */
  part?: "scoring" | "ranking" | "finer";
  kind: "number" | "numbers" | "flag" | "text" | "texts" | "choice" | "terms";
  /** The value that applies if the grid does not set one. */
  default?: Json;
  /** The default in words, if no value expresses it. */
  otherwise?: string;
  choices?: [word: string, meaning: string][];
}

/** An axis of a block. It takes a value or several, and a block tries all combinations. */
export interface GridAxis {
  name: string;
  help: string;
  /** The allowed values, in words. */
  values: string;
  /** The value that a newly added axis starts with. */
  start: Json;
}

/** A model family with blocks in a grid. */
export interface GridFamily {
  name: string;
  label: string;
  help: string;
  start: { [axis: string]: Json };
  axes: GridAxis[];
}

/** Everything that a grid may contain. The tests of the service write this file from its catalogue. */
export const catalogue = document as unknown as {
  keys: GridField[];
  search: GridField[];
  calendar: GridField[];
  columns: GridField[];
  baselines: GridField;
  families: GridFamily[];
};

/** A key of a grid. */
export function gridKey(name: string): GridField {
  return catalogue.keys.find((key) => key.name === name)!;
}
