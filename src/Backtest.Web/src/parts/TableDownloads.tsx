import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Download, Select } from "./basics";

type Format = { title: string; mark: string; accept: string; ending: string; query?: string };

const formats: Record<string, Format> = {
  csv: { title: "CSV", mark: "CSV", accept: "text/csv", ending: "csv" },
  comma: { title: "CSV with semicolons and decimal comma", mark: "CSV", accept: "text/csv", ending: "csv", query: "decimal=comma" },
  xlsx: { title: "Excel", mark: "Excel", accept: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ending: "xlsx" },
  parquet: { title: "Parquet", mark: "Parquet", accept: "application/vnd.apache.parquet", ending: "parquet" },
  ndjson: { title: "JSON, one object per line", mark: "NDJSON", accept: "application/x-ndjson", ending: "ndjson" },
};

// Follows how the reader's language writes numbers.
const USUAL = (1.5).toLocaleString().includes(",") ? "comma" : "csv";

/** Downloads of tables in a format that the reader chooses, and of other files. */
export function TableDownloads({
  tables,
  children,
}: {
  tables: { title: string; url: string; name: string }[];
  children?: ComponentChildren;
}) {
  const [chosen, setChosen] = useState(USUAL);
  const { mark, accept, ending, query } = formats[chosen]!;
  const asked = (url: string) => (query ? `${url}${url.includes("?") ? "&" : "?"}${query}` : url);
  return (
    <>
      <div class="fields starts">
        <Select label="Table format" value={chosen} onChange={setChosen} options={Object.entries(formats).map(([key, one]) => [key, one.title])} />
      </div>
      <p class="actions">
        {tables.map(({ title, url, name }) => (
          <Download key={title} url={asked(url)} accept={accept} name={`${name}.${ending}`}>{title} ({mark})</Download>
        ))}
        {children}
      </p>
    </>
  );
}
