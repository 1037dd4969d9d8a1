import type { Json } from "./json";
import document from "./catalogue.json";

/** A field that a form of a grid has by itself. */
export interface GridField {
  name: string;
  label: string;
  help: string;
  /** Where the form has it, if it is no part of another. */
  part?: "scoring" | "ranking" | "finer";
  kind: "number" | "numbers" | "flag" | "text" | "texts" | "choice" | "terms";
  /** Its value where a grid does not give it. */
  default?: Json;
  /** What holds then, where no value says it. */
  otherwise?: string;
  choices?: [word: string, meaning: string][];
}

/** An axis of a block. It takes a value or several, and a block tries all combinations. */
export interface GridAxis {
  name: string;
  help: string;
  /** The values that it takes, in words. */
  values: string;
  /** What someone who adds it starts with. */
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

/** All that a grid may hold, as the service describes it. The service's tests write it. */
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
