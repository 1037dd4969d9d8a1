import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { save } from "../data/api";
import { catalogue, gridKey, type GridAxis, type GridField } from "../data/catalogue";
import type { InputProblem, Inspection, RankingMetric } from "../data/contract";
import { familyLabel, metricLabels, plural } from "../data/format";
import { Card, Field, ProblemBox, Select } from "../parts/basics";
import { gridOf, type Grid, type Json } from "../data/json";
import { CalendarFields } from "./CalendarFields";
import { OwnForecastsFields } from "./OwnForecastsFields";
import { parseGrid, parseValues, writeGrid, writeValues } from "./text";

const { baselines, families } = catalogue;
const familyKeys = [baselines.name, ...families.map((family) => family.name)];

// The fields that each search method uses.
const searchFields: Record<string, string[]> = { random: ["trials"], halving: ["reduction", "rounds"] };

type Block = { [axis: string]: Json };

export interface GridEditorProps {
  name: string;
  /** The grid as text; null to use the stored or default one unchanged. */
  text: string | null;
  inspection?: Inspection;
  onChange: (text: string | null) => void;
}

/** Edits a grid in a form that explains each setting, or as JSON. */
export function GridEditor({ name, text, inspection, onChange }: GridEditorProps) {
  const [isJson, setJson] = useState(false);
  const grid = (text !== null && parseGrid(text)) || gridOf(inspection?.grid) || {};
  const complete = gridOf(inspection?.completeGrid) ?? {};
  const inUse = text ?? writeGrid(grid);
  const change = (changes: Grid) => {
    const changed = { ...grid, ...changes };
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) {
        delete changed[key];
      }
    }

    onChange(writeGrid(changed));
  };
  const choose = async (file: File | undefined) => file && onChange(await file.text());

  return (
    <Card
      title="What to try, and how to score it"
      aside={
        <div class="segments" role="group" aria-label="How to edit">
          <button type="button" aria-pressed={!isJson} onClick={() => setJson(false)}>Form</button>
          <button type="button" aria-pressed={isJson} onClick={() => setJson(true)}>JSON</button>
        </div>
      }
    >
      <p class="muted">
        {Object.keys(grid).length === 0
          ? "You need not set anything. Whatever you leave open is chosen by the length and season of the series."
          : "Whatever you leave open is chosen by the length and season of the series."}
      </p>
      <div class="fields starts">
        <Select
          label="Start with"
          value={startOf(inUse)}
          options={startOptions}
          onChange={(one) => onChange(startWith(one, inUse))}
        />
      </div>
      {isJson
        ? <JsonEditor text={text ?? writeGrid(Object.keys(grid).length > 0 ? grid : complete)} onChange={onChange} />
        : <Form grid={grid} complete={complete} inspection={inspection} change={change} />}
      {inspection?.problem && <ProblemBox problem={inspection.problem} />}
      <p class="actions">
        <label class="button file">
          Load a grid file
          <input type="file" accept=".json,application/json" onChange={(event) => choose(event.currentTarget.files?.[0])} />
        </label>
        <button type="button" class="button" onClick={() => save(new Blob([text ?? writeGrid(complete)], { type: "application/json" }), `${name}.grid.json`)}>Save as a file</button>
        {text !== null && <button type="button" class="button quiet" onClick={() => onChange(null)}>Undo all changes</button>}
      </p>
    </Card>
  );
}

// Grids to start with: the model families that they try, and other settings.
const starts: Record<string, [string, Grid | null]> = {
  usual: ["what suits the series", null],
  fast: ["fast: no LSTM, few forms", { ets: "auto", theta: "auto", ensemble: { combine: "mean", onePerEngine: true } }],
  arima: ["ARIMA only", { arima: "auto" }],
  thorough: ["thorough: every model family, LSTMs with several seeds", { ...Object.fromEntries(families.map(({ name }) => [name, "auto"])), lstm: { seed: [1, 2, 3] } }],
};

const startOptions: [string, string][] = [...Object.entries(starts).map(([key, [meaning]]): [string, string] => [key, meaning]), ["own", "your own grid"]];

// What belongs to the file rather than to a grid to start with.
const ofFile = ["columns", "target", "pastCovariates", "futureCovariates", "external"];

// An empty grid, too, takes the place of a stored one.
function startWith(start: string, text: string): string {
  const kept = Object.entries(parseGrid(text) ?? {}).filter(([key]) => ofFile.includes(key));
  return writeGrid({ ...Object.fromEntries(kept), ...starts[start]?.[1] });
}

function startOf(text: string): string {
  const grid = parseGrid(text);
  const rest = grid && writeGrid(Object.fromEntries(Object.entries(grid).filter(([key]) => !ofFile.includes(key))));
  return Object.keys(starts).find((key) => writeGrid(starts[key]![1] ?? {}) === rest) ?? "own";
}

function JsonEditor({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  return (
    <Field label="The grid as JSON" help="Comments are allowed. Errors appear below as you type.">
      {(attributes) => (
        <textarea {...attributes} rows={18} spellcheck={false} value={text} onInput={(event) => onChange(event.currentTarget.value)} />
      )}
    </Field>
  );
}

interface FormProps {
  grid: Grid;
  complete: Grid;
  inspection?: Inspection;
  change: (changes: Grid) => void;
}

function Form({ grid, complete, inspection, change }: FormProps) {
  const problem = inspection?.problem;
  const where = problem?.where;

  // A setting of networks that series share has no meaning for a single one; if the grid has it, it can be removed.
  const applies = ({ name }: GridField) => name !== "panelRefitEvery" || grid[name] !== undefined || (inspection?.seriesCount ?? 0) > 1;
  const numbers = (part: GridField["part"]) => catalogue.keys.filter((field) => field.part === part && applies(field)).map((field) => (
    <NumberField
      key={field.name}
      field={field}
      value={grid[field.name]}
      byDefault={written(complete[field.name] ?? field.default ?? field.otherwise ?? "")}
      reason={grid[field.name] === undefined ? inspection?.plan?.reasons[field.name] : undefined}
      problem={where === field.name ? problem : undefined}
      onChange={(value) => change({ [field.name]: value })}
    />
  ));
  const search = grid["search"];
  const method = typeof search === "string" ? search : String((search as Block | undefined)?.["method"] ?? gridKey("search").default);
  return (
    <>
      <Step title="Scoring">
        <div class="fields">{numbers("scoring")}</div>
      </Step>
      <Step title="Ranking">
        <div class="fields">
          <Choice
            field={gridKey("metric")}
            value={grid["metric"]}
            textOf={(one) => metricLabels[one as RankingMetric]}
            onChange={(metric) => change({ metric })}
          />
          <Choice field={gridKey("winner")} value={grid["winner"]} onChange={(one) => change({ "winner": one })} />
          <Choice field={gridKey("search")} value={method} onChange={(one) => change({ search: searchOf(one!) })} />
          <NonNegative
            value={grid["nonNegative"]} reason={grid["nonNegative"] === undefined ? inspection?.plan?.reasons["nonNegative"] : undefined}
            onChange={(nonNegative) => change({ nonNegative })}
          />
          {fieldsOf(method).map((field) => (
            <NumberField
              key={field.name}
              field={field}
              value={(search as Block)[field.name]} byDefault={String(field.default)} problem={where?.startsWith("search") ? problem : undefined}
              onChange={(value) => change({ search: { ...(search as Block), [field.name]: value ?? field.default! } })}
            />
          ))}
        </div>
      </Step>
      <Step title="Calendar">
        <CalendarFields value={grid["calendar"]} problem={problem} onChange={(calendar) => change({ calendar })} />
      </Step>
      <Step title="Models">
        <FamilyBlocks grid={grid} complete={complete} inspection={inspection} change={change} />
      </Step>
      <Step title="Your own forecasts">
        <OwnForecastsFields value={grid["external"]} inspection={inspection} onChange={(external) => change({ external })} />
      </Step>
      <details class="finer">
        <summary>Finer settings</summary>
        <div class="fields">{numbers("finer")}</div>
      </details>
    </>
  );
}

const NARROW = matchMedia("(max-width: 720px)");

/** A part of the form. On a phone it starts closed. */
function Step({ title, children }: { title: string; children: ComponentChildren }) {
  const [isOpen] = useState(() => !NARROW.matches);
  return (
    <details class="step" open={isOpen || undefined}>
      <summary>{title}</summary>
      <div role="group" aria-label={title}>{children}</div>
    </details>
  );
}

function fieldsOf(method: string): GridField[] {
  return catalogue.search.filter((field) => searchFields[method]?.includes(field.name));
}

function searchOf(method: string): Json {
  const fields = fieldsOf(method);
  return fields.length === 0 ? null : { method, ...Object.fromEntries(fields.map((field) => [field.name, field.default!])) };
}

function Choice({ field, value, textOf, onChange }: {
  field: GridField; value: Json | undefined; textOf?: (word: string) => string; onChange: (value: string | null) => void;
}) {
  return (
    <Select
      label={field.label} help={field.help} value={String(value ?? field.default ?? "")} onChange={(one) => onChange(one === "" ? null : one)}
      options={[
        ...(field.default === undefined ? [["", field.otherwise ?? ""] as const] : []),
        ...(field.choices ?? []).map(([word, meaning]) => [word, textOf?.(word) ?? meaning] as const),
      ]}
    />
  );
}

function NonNegative({ value, reason, onChange }: { value: Json | undefined; reason?: string; onChange: (value: boolean | null) => void }) {
  const { label, help } = gridKey("nonNegative");
  return (
    <Select
      label={label} help={[help, reason].join(" ")} value={String(value ?? "")} onChange={(one) => onChange(one === "" ? null : one === "true")}
      options={[["", "decide from the values"], ["true", "yes"], ["false", "no"]]}
    />
  );
}

function NumberField({ field, value, byDefault, reason, problem, onChange }: {
  field: GridField;
  value: Json | undefined;
  byDefault: string;
  reason?: string;
  problem?: InputProblem;
  onChange: (value: number | number[] | null) => void;
}) {
  const shown = value === undefined || value === null ? "" : written(value);
  const [text, setText] = useState(shown);
  const isNumber = (one: string) => one.trim() === "" || readNumbers(one, field) !== null;

  // Keeps the text as typed as long as it means the same as the grid.
  useEffect(
    () =>
      setText((typed) => (isNumber(typed) && (typed.trim() === "" ? "" : written(readNumbers(typed, field)!)) === shown ? typed : shown)),
    [shown],
  );
  return (
    <Field
      label={field.label}
      help={
        <Explained problem={isNumber(text) ? problem : NO_NUMBER}>
          {field.help}
          {reason && <em> {reason}</em>}
        </Explained>
      }
    >
      {(attributes) => (
        <input
          {...attributes}
          inputMode="numeric"
          value={text}
          placeholder={byDefault}
          aria-invalid={problem !== undefined || !isNumber(text)}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            setText(typed);
            if (isNumber(typed)) {
              onChange(typed.trim() === "" ? null : readNumbers(typed, field));
            }
          }}
        />
      )}
    </Field>
  );
}

function written(value: Json): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** A number, or several separated by commas if the field allows them; null if the text has anything else. */
function readNumbers(text: string, field: GridField): number | number[] | null {
  const numbers = (field.kind === "numbers" ? text.split(",") : [text]).map((one) => (one.trim() === "" ? NaN : Number(one)));
  return numbers.some(Number.isNaN) ? null : numbers.length === 1 ? numbers[0]! : numbers;
}

const NO_NUMBER: InputProblem = { title: "That is not a number.", detail: "Use digits only." };

/** The help text of a field, or its problem. */
function Explained({ problem, children }: { problem?: InputProblem; children: ComponentChildren }) {
  return problem ? <strong class="bad">{problem.title} {problem.detail}</strong> : <>{children}</>;
}

function blocksOf(value: Json | undefined): Block[] | null {
  if (value === undefined || value === "auto" || value === null) {
    return null;
  }

  return (Array.isArray(value) ? value : [value]) as Block[];
}

function FamilyBlocks({ grid, complete, inspection, change }: FormProps) {
  const hasOwn = familyKeys.some((key) => grid[key] !== undefined);
  const source = hasOwn ? grid : complete;

  // The first change of a block writes the default blocks into the grid, so that nothing else changes.
  const own = (): Grid =>
    hasOwn ? {} : Object.fromEntries(familyKeys.filter((key) => complete[key] !== undefined).map((key) => [key, complete[key]!]));
  const set = (key: string, value: Json) => change({ ...own(), [key]: value });
  const trials = (family: string) => inspection?.plan?.engines.find((one) => one.engine === family)?.trials;
  const reasons = inspection?.plan?.reasons;
  const methods = Array.isArray(source[baselines.name]) ? (source[baselines.name] as Json[]).map(String) : naive;
  return (
    <>
      <div class="family-block">
        <div class="family-head">
          <strong>{baselines.label}</strong>
          <span class="muted">{baselines.help}</span>
          <Trials count={trials("baseline")} />
        </div>
        <div class="checks">
          {(baselines.choices ?? []).map(([value, meaning]) => {
            const isFixed = naive.includes(value);
            return (
              <label key={value} class="check">
                <input
                  type="checkbox" checked={isFixed || methods.includes(value)} disabled={isFixed}
                  onChange={(event) =>
                    set(baselines.name, event.currentTarget.checked ? [...methods, value] : methods.filter((one) => one !== value))
                  }
                />
                {value}: {meaning}
              </label>
            );
          })}
        </div>
      </div>
      {families.map(({ name, label, help, start, axes }) => {
        const isAuto = source[name] === "auto";
        const blocks = blocksOf(isAuto ? complete[name] : source[name]);
        const fallback = complete[name] !== undefined && blocksOf(complete[name]) ? complete[name] : [start];
        return (
          <div class="family-block" key={name}>
            <div class="family-head">
              <label class="check">
                <input
                  type="checkbox" checked={blocks !== null}
                  onChange={(event) => set(name, event.currentTarget.checked ? fallback : null)}
                />
                <strong>{label}</strong>
              </label>
              <span class="muted">{help}</span>
              <Trials count={trials(name)} />
            </div>
            {reasons?.[name] && <p class="muted">{reasons[name]}</p>}
            {blocks?.map((block, k) => (
              <BlockFields
                key={k}
                family={name}
                index={k}
                isOnly={blocks.length === 1}
                block={block}
                axes={axes}
                problem={inspection?.problem}
                onChange={(changed) => {
                  const rest =
                    changed === null ? blocks.filter((_, other) => other !== k) : blocks.map((one, other) => (other === k ? changed : one));
                  set(name, rest.length === 0 ? null : rest);
                }}
              />
            ))}
            {blocks && axes.length > 2 && (
              <button type="button" class="button small" onClick={() => set(name, [...blocks, start])}>Add a block of {label}</button>
            )}
          </div>
        );
      })}
    </>
  );
}

// The naive forecasts always take part.
const naive = ["naive", "seasonalNaive"];

function Trials({ count }: { count: number | undefined }) {
  return <span class="trials">{count === undefined ? "" : plural(count, "trial")}</span>;
}

// The block and the axis in a place such as arima[1].p[0]; no block if the place is of all of them. Null for another family.
function placeOf(where: string | undefined, family: string): { block?: number; axis?: string } | null {
  const [, name, block, axis] = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?/.exec(where ?? "") ?? [];
  return name === family ? { block: block === undefined ? undefined : Number(block), axis } : null;
}

function BlockFields({ family, index, isOnly, block, axes, problem, onChange }: {
  family: string;
  index: number;
  isOnly: boolean;
  block: Block;
  axes: GridAxis[];
  problem?: InputProblem;
  onChange: (block: Block | null) => void;
}) {
  const number = isOnly ? null : index + 1;
  const place = placeOf(problem?.where, family);
  const used = axes.filter((axis) => axis.name in block);
  const free = axes.filter((axis) => !(axis.name in block));
  const name = number === null ? familyLabel(family) : `${familyLabel(family)}, block ${number}`;
  const [added, setAdded] = useState<string | null>(null);

  // A problem of the block as a whole, or of a setting that it does not have.
  const isOfBlock = place !== null && (place.block ?? 0) === index && !used.some((axis) => axis.name === place.axis);
  return (
    <div class="block" role="group" aria-label={name}>
      {isOfBlock && <p class="block-problem" tabIndex={-1}><strong class="bad">{problem!.title} {problem!.detail}</strong></p>}
      {number !== null && (
        <div class="block-head"><span class="muted">Block {number}</span><button type="button" class="button small quiet" onClick={() => onChange(null)}>Remove</button></div>
      )}
      {used.length > 0 && (
        <div class="fields">
          {used.map(({ name: axis, help, values }) => (
            <AxisField
              key={axis}
              axis={axis}
              help={`${help.slice(0, -1)}: ${values}.`}
              value={block[axis]!}
              isNew={axis === added}
              problem={place?.axis === axis && (place.block ?? index) === index ? problem : undefined}
              onChange={(value) => {
                const { [axis]: _, ...rest } = block;
                onChange(value === null ? rest : { ...block, [axis]: value });
              }}
            />
          ))}
        </div>
      )}
      {free.length > 0 && (
        <Field label="Add a setting" class="inline">
          {(attributes) => (
            <select
              {...attributes}
              value=""
              onChange={(event) => {
                const axis = event.currentTarget.value;
                event.currentTarget.value = "";
                setAdded(axis);
                onChange({ ...block, [axis]: free.find((one) => one.name === axis)!.start });
              }}
            >
              <option value="">choose …</option>
              {free.map(({ name: axis, help }) => <option key={axis} value={axis}>{axis}: {help}</option>)}
            </select>
          )}
        </Field>
      )}
    </div>
  );
}

const UNREADABLE: InputProblem = { title: "That cannot be read.", detail: "Write values separated by commas, or a range such as 8..64 step 8." };

function AxisField({ axis, help, value, isNew, problem, onChange }: {
  axis: string; help: string; value: Json; isNew: boolean; problem?: InputProblem; onChange: (value: Json) => void;
}) {
  const shown = writeValues(value);
  const [text, setText] = useState(shown);
  const read = (typed: string): Json | undefined => (typed.trim() === "" ? null : parseValues(typed));
  const isSame = (typed: string) => {
    const one = read(typed);
    return one !== undefined && one !== null && writeValues(one) === shown;
  };

  // Keeps the text as typed as long as it means the same as the grid.
  useEffect(() => setText((typed) => (isSame(typed) ? typed : shown)), [shown]);
  const isUnreadable = read(text) === undefined;
  return (
    <Field label={<code>{axis}</code>} help={<Explained problem={isUnreadable ? UNREADABLE : problem}>{help}</Explained>}>
      {(attributes) => (
        <input
          {...attributes}
          value={text}
          spellcheck={false}
          autofocus={isNew}
          aria-invalid={problem !== undefined || isUnreadable}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            setText(typed);
            const parsed = read(typed);
            if (parsed !== undefined && parsed !== null && !isSame(typed)) {
              onChange(parsed);
            }
          }}
          onChange={() => text.trim() === "" && onChange(null)}
        />
      )}
    </Field>
  );
}
