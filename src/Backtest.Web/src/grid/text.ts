import type { Grid, Json } from "../data/json";

/** Reads a grid; null if it is not plain JSON. The service can also read comments. */
export function parseGrid(text: string): Grid | null {
  try {
    const grid: unknown = JSON.parse(text);
    return grid !== null && typeof grid === "object" && !Array.isArray(grid) ? (grid as Grid) : null;
  } catch {
    return null;
  }
}

/** A grid as readable JSON, with one line per field and block. */
export function writeGrid(grid: Grid): string {
  const lines = Object.entries(grid).map(([key, value]) => {
    const blocks = Array.isArray(value) && value.length > 0 && value.every(isObject);
    return `  ${JSON.stringify(key)}: ${blocks ? `[\n    ${value.map(inline).join(",\n    ")}\n  ]` : inline(value)}`;
  });
  return lines.length === 0 ? "{}\n" : `{\n${lines.join(",\n")}\n}\n`;
}

function isObject(value: Json): boolean {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function inline(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(inline).join(", ")}]`;
  }

  return value !== null && typeof value === "object"
    ? `{ ${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inline(one)}`).join(", ")} }`
    : JSON.stringify(value);
}

/** The values of an axis as users write them: separated by commas, without quotation marks, ranges as 8..64 step 8. */
export function writeValues(value: Json): string {
  const range = rangeOf(value);
  if (range) {
    return range;
  }

  const bare = (text: string) => text.replace(/"([A-Za-z][\w-]*)"/g, "$1");
  return Array.isArray(value) ? value.map((one) => bare(inline(one))).join(", ") : bare(inline(value));
}

const NUMBER = "(-?\\d+(?:\\.\\d+)?(?:e-?\\d+)?)";
const RANGE = new RegExp(`^\\s*${NUMBER}\\s*\\.\\.\\s*${NUMBER}(?:\\s+step\\s+${NUMBER})?\\s*$`, "i");

/** Reads the format of {@link writeValues}; undefined if the text cannot be read. */
export function parseValues(text: string): Json | undefined {
  const range = RANGE.exec(text);
  if (range) {
    return { from: Number(range[1]), to: Number(range[2]), step: Number(range[3] ?? 1) };
  }

  const quoted = text.replace(/"[^"]*"|[A-Za-z][\w-]*/g, (word) => (/^("|true$|false$|null$)/.test(word) ? word : JSON.stringify(word)));
  try {
    const values = JSON.parse(`[${quoted}]`) as Json[];
    return values.length === 0 ? undefined : values.length === 1 && !Array.isArray(values[0]) ? values[0] : values;
  } catch {
    return undefined;
  }
}

// Ranges with a step have a short form. Those with a count or equal ratios stay as JSON.
function rangeOf(value: Json): string | null {
  if (value === null || typeof value !== "object" || Array.isArray(value) || Object.keys(value).length !== 3) {
    return null;
  }

  const { from, to, step } = value;
  return typeof from === "number" && typeof to === "number" && typeof step === "number"
    ? `${from}..${to}${step === 1 ? "" : ` step ${step}`}`
    : null;
}
