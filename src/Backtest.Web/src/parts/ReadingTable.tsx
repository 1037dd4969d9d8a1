import { plural } from "../data/format";
import type { ColumnRole, FileReading } from "../data/contract";

const roles: [ColumnRole, string][] = [
  ["time", "time"], ["id", "id of the series"], ["target", "to forecast"], ["pastCovariate", "covariate, known up to the forecast"], ["futureCovariate", "covariate, known ahead"], ["leftOut", "not used"],
];

const timeFormats: [string, string][] = [
  ["dayFirst", "day first"], ["monthFirst", "month first"], ["yearFirst", "year first"], ["seconds", "seconds since 1970"], ["milliseconds", "milliseconds since 1970"], ["excel", "spreadsheet dates"],
  ["year", "years"], ["fiscalYear", "fiscal years"], ["yearMonth", "year and month"],
];

const numberFormats: [string, string][] = [[".", "decimal point"], [",", "decimal comma"]];

interface Changes {
  chooseRole: (column: number, role: ColumnRole, joins: boolean) => void;
  say: (key: "format" | "decimal", value: string | undefined) => void;
}

/** The first rows of a file as they were read. Role and format of each column can be changed above them. */
export function ReadingTable({
  reading,
  format,
  decimal,
  wrongLine,
  chooseRole,
  say,
}: { reading: FileReading; format?: string; decimal?: string; wrongLine: number | null } & Changes) {
  const hasTime = reading.columns.some(({ role }) => role === "time");
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="First rows of the file">
      <table class="grid-table narrow as-read">
        <thead>
          <tr><th scope="col" class="n">line</th>{reading.columns.map(({ name }, k) => <th key={k} scope="col" class="name">{name}</th>)}</tr>
          <tr>
            <th scope="row" class="n">read as</th>
            {reading.columns.map(({ name, role, kind }, k) => (
              <td key={k} class={`role ${role}`}>
                <select
                  aria-label={`Role of ${name}`} value={role} disabled={kind === "empty"}
                  onChange={(event) => {
                    const chosen = event.currentTarget.value;
                    chooseRole(k, chosen === "timePart" ? "time" : (chosen as ColumnRole), chosen === "timePart");
                    event.currentTarget.value = role;
                  }}
                >
                  {roles.map(([value, text]) => <option key={value} value={value} selected={value === role}>{text}</option>)}
                  {hasTime && role !== "time" && <option value="timePart">part of the time</option>}
                </select>
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row" class="n">written as</th>
            {reading.columns.map((column, k) => (
              <td key={k}>
                {column.role === "time"
                  ? <Written label={`Format of ${column.name}`} found={column.format} said={format} options={timeFormats} onChange={(value) => say("format", value)} />
                  : column.kind === "value"
                    ? <Written label={`Format of ${column.name}`} found={column.format} said={decimal} options={numberFormats} onChange={(value) => say("decimal", value)} />
                    : <span class="muted">{column.kind === "empty" ? "empty" : "text"}</span>}
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {reading.firstRows.map((row, k) => (
            <tr key={k} class={reading.firstLine + k === wrongLine ? "wrong" : ""}>
              <td class="n muted">{reading.firstLine + k}</td>
              {row.map((cell, column) => (
                <td key={column} class={reading.columns[column]?.kind === "value" ? "n" : ""}>
                  {cell || <span class="muted">empty</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {reading.rows > reading.firstRows.length && <p class="muted small">and {plural(reading.rows - reading.firstRows.length, "more row")}</p>}
    </div>
  );
}

function Written({
  label,
  found,
  said,
  options,
  onChange,
}: {
  label: string;
  found?: string;
  said?: string;
  options: [string, string][];
  onChange: (value: string | undefined) => void;
}) {
  const isOther = said !== undefined && !options.some(([value]) => value === said);
  const text = options.find(([value]) => value === found)?.[1] ?? found ?? "as found";
  return (
    <select aria-label={label} value={said ?? ""} onChange={(event) => onChange(event.currentTarget.value || undefined)}>
      <option value="" selected={said === undefined}>{said === undefined ? text : "as found"}</option>
      {isOther && <option value={said} selected>{said}</option>}
      {options.map(([value, text]) => <option key={value} value={value} selected={value === said}>{text}</option>)}
    </select>
  );
}
