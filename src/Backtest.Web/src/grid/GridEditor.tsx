import { useEffect, useState } from "preact/hooks";
import { save } from "../data/api";
import { asProblem, engineLabel, metricLabels, plural } from "../data/format";
import type { Grid, Inspection, Json, MetricName } from "../data/types";
import { Card, Field, ProblemBox, Select } from "../parts/basics";
import { baselines, engines, finer, metrics, scoring, usual, type Knob } from "./knobs";
import { parseGrid, parseValues, writeGrid, writeValues } from "./text";

const engineKeys = ["baselines", ...engines.map((engine) => engine.name)];

type Block = { [axis: string]: Json };

export interface GridEditorProps {
  name: string;
  /** The grid as text; null where the stored or the default one is taken as it is. */
  text: string | null;
  inspection?: Inspection;
  onChange: (text: string | null) => void;
}

/** A grid to edit in a form that explains each knob, or as JSON. */
export function GridEditor({ name, text, inspection, onChange }: GridEditorProps) {
  const [isJson, setJson] = useState(false);
  const grid = (text !== null && parseGrid(text)) || inspection?.grid || {};
  const complete = inspection?.completeGrid ?? {};
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
        {text === null && Object.keys(grid).length === 0
          ? "Nothing has to be set: what is left open is chosen by the length and season of the series."
          : "What is left open is chosen by the length and season of the series."}
      </p>
      {isJson
        ? <JsonEditor text={text ?? writeGrid(Object.keys(grid).length > 0 ? grid : complete)} onChange={onChange} />
        : <Form grid={grid} complete={complete} inspection={inspection} change={change} />}
      {inspection?.problem && <ProblemBox problem={asProblem(inspection.problem)} />}
      <p class="actions">
        <label class="button file">
          Take a grid file
          <input type="file" accept=".json,application/json" onChange={(event) => choose(event.currentTarget.files?.[0])} />
        </label>
        <button type="button" class="button" onClick={() => save(new Blob([text ?? writeGrid(complete)], { type: "application/json" }), `${name}.grid.json`)}>Save as a file</button>
        {text !== null && <button type="button" class="button quiet" onClick={() => onChange(null)}>Undo all changes</button>}
      </p>
    </Card>
  );
}

function JsonEditor({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  return (
    <Field label="The grid as JSON" help="Comments are allowed. What is wrong is said below as you type.">
      {(attributes) => <textarea {...attributes} rows={18} spellcheck={false} value={text} onInput={(event) => onChange(event.currentTarget.value)} />}
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
  const where = inspection?.problem?.where;
  const numberField = (knob: Knob) => (
    <NumberField
      key={knob.key}
      knob={knob}
      value={grid[knob.key]}
      byDefault={usual[knob.key] ?? (complete[knob.key] === undefined ? "" : String(complete[knob.key]))}
      reason={grid[knob.key] === undefined ? inspection?.plan?.reasons[knob.key] : undefined}
      isWrong={where === knob.key}
      onChange={(value) => change({ [knob.key]: value })}
    />
  );
  const search = grid["search"];
  const method = typeof search === "string" ? search : String((search as Block | undefined)?.["method"] ?? "grid");
  return (
    <>
      <fieldset>
        <legend>Scoring</legend>
        <div class="fields">{scoring.map(numberField)}</div>
      </fieldset>
      <fieldset>
        <legend>Ranking</legend>
        <div class="fields">
          <Select
            label="Metric" help="What ranks the trials." value={String(grid["metric"] ?? "mase")} onChange={(metric) => change({ metric })}
            options={metrics.map((one) => [one, metricLabels[one as MetricName]] as const)}
          />
          <Select
            label="Published" help="An average is seldom far off; the best of many owes part of its rank to chance."
            value={String(grid["winner"] ?? "ensembleUnlessWorse")} onChange={(winner) => change({ winner })}
            options={[["ensembleUnlessWorse", "the best ensemble, unless worse"], ["best", "the trial that ranks first"]]}
          />
          <Select
            label="Search" help="Halving trains many LSTMs briefly, and the better third on." value={method} onChange={(one) => change({ search: searchOf(one) })}
            options={[["grid", "all combinations"], ["random", "some, drawn at random"], ["halving", "LSTMs by halving"]]}
          />
          <Select
            label="Values below 0" help={["Where there are none, forecasts and intervals stay at 0 or above.", grid["nonNegative"] === undefined ? inspection?.plan?.reasons["nonNegative"] : undefined].join(" ")}
            value={String(grid["nonNegative"] ?? "")} onChange={(one) => change({ nonNegative: one === "" ? null : one === "true" })}
            options={[["", "as the values show"], ["true", "cannot be"], ["false", "can be"]]}
          />
          {method === "random" && (
            <NumberField
              knob={{ key: "trials", label: "Trials to draw", help: "Drawn evenly from the blocks." }}
              value={(search as Block)["trials"]} byDefault="50" isWrong={where?.startsWith("search") === true}
              onChange={(trials) => change({ search: { ...(search as Block), trials: trials ?? 50 } })}
            />
          )}
          {method === "halving" && ["reduction", "rounds"].map((key) => (
            <NumberField
              key={key}
              knob={{ key, label: key === "rounds" ? "Rounds" : "Reduction", help: key === "rounds" ? "How often some go on." : "One in so many goes on, to so many times the epochs." }}
              value={(search as Block)[key]} byDefault="3" isWrong={where?.startsWith("search") === true}
              onChange={(value) => change({ search: { ...(search as Block), [key]: value ?? 3 } })}
            />
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>Models</legend>
        <Engines grid={grid} complete={complete} inspection={inspection} change={change} />
      </fieldset>
      <details class="finer">
        <summary>Finer settings</summary>
        <div class="fields">{finer.map(numberField)}</div>
      </details>
    </>
  );
}

function searchOf(method: string): Json {
  return method === "random" ? { method, trials: 50 } : method === "halving" ? { method, reduction: 3, rounds: 3 } : null;
}

function NumberField({ knob, value, byDefault, reason, isWrong, onChange }: {
  knob: Knob; value: Json | undefined; byDefault: string; reason?: string; isWrong: boolean; onChange: (value: number | null) => void;
}) {
  return (
    <Field label={knob.label} help={<>{knob.help}{reason && <em> {reason}</em>}</>}>
      {(attributes) => (
        <input
          {...attributes}
          inputMode="numeric"
          value={value === undefined || value === null ? "" : String(value)}
          placeholder={byDefault}
          aria-invalid={isWrong}
          onChange={(event) => {
            const given = event.currentTarget.value.trim();
            const isNumber = !Number.isNaN(Number(given));
            event.currentTarget.value = isNumber ? given : "";
            onChange(given === "" || !isNumber ? null : Number(given));
          }}
        />
      )}
    </Field>
  );
}

function blocksOf(value: Json | undefined): Block[] | null {
  if (value === undefined || value === "auto" || value === null) {
    return null;
  }

  return (Array.isArray(value) ? value : [value]) as Block[];
}

function Engines({ grid, complete, inspection, change }: FormProps) {
  const hasOwn = engineKeys.some((key) => grid[key] !== undefined);
  const source = hasOwn ? grid : complete;

  // The first change of a block makes the default ones the grid's own, so that nothing else changes with it.
  const own = (): Grid => (hasOwn ? {} : Object.fromEntries(engineKeys.filter((key) => complete[key] !== undefined).map((key) => [key, complete[key]!])));
  const set = (key: string, value: Json) => change({ ...own(), [key]: value });
  const trials = (engine: string) => inspection?.plan?.engines.find((one) => one.engine === engine)?.trials;
  const methods = Array.isArray(source["baselines"]) ? source["baselines"].map(String) : ["naive", "seasonalNaive"];
  return (
    <>
      <div class="engine-block">
        <div class="engine-head">
          <strong>Baselines</strong>
          <span class="muted">Simple forecasts that the others have to beat; the naive ones always take part.</span>
          <Trials count={trials("baseline")} />
        </div>
        <div class="checks">
          {baselines.map(([value, label]) => {
            const isFixed = value === "naive" || value === "seasonalNaive";
            return (
              <label key={value} class="check">
                <input
                  type="checkbox" checked={isFixed || methods.includes(value)} disabled={isFixed}
                  onChange={(event) => set("baselines", event.currentTarget.checked ? [...methods, value] : methods.filter((one) => one !== value))}
                />
                {label}
              </label>
            );
          })}
        </div>
      </div>
      {engines.map(({ name, about, axes }) => {
        const isAuto = source[name] === "auto";
        const blocks = blocksOf(isAuto ? complete[name] : source[name]);
        const fallback = complete[name] !== undefined && blocksOf(complete[name]) ? complete[name] : starter[name]!;
        return (
          <div class="engine-block" key={name}>
            <div class="engine-head">
              <label class="check">
                <input
                  type="checkbox" checked={blocks !== null}
                  onChange={(event) => set(name, event.currentTarget.checked ? fallback : null)}
                />
                <strong>{engineLabel(name)}</strong>
              </label>
              <span class="muted">{about}</span>
              <Trials count={trials(name)} />
            </div>
            {blocks?.map((block, k) => (
              <BlockFields
                key={k}
                engine={name}
                number={blocks.length > 1 ? k + 1 : null}
                block={block}
                axes={axes}
                where={inspection?.problem?.where}
                onChange={(changed) => {
                  const rest = changed === null ? blocks.filter((_, other) => other !== k) : blocks.map((one, other) => (other === k ? changed : one));
                  set(name, rest.length === 0 ? null : rest);
                }}
              />
            ))}
            {blocks && axes.length > 2 && (
              <button type="button" class="button small" onClick={() => set(name, [...blocks, (starter[name] as Block[])[0]!])}>Add a block of {engineLabel(name)}</button>
            )}
          </div>
        );
      })}
    </>
  );
}

const starter: Record<string, Json> = {
  ets: [{ model: "auto" }],
  theta: [{}],
  arima: [{ p: [0, 1, 2], d: 1, q: [0, 1, 2] }],
  lstm: [{ lookBack: "auto", units: "auto", epochs: "auto" }],
  ensemble: [{ combine: "trimmedMean", automatic: true }],
};

function Trials({ count }: { count: number | undefined }) {
  return <span class="trials">{count === undefined ? "" : plural(count, "trial")}</span>;
}

function BlockFields({ engine, number, block, axes, where, onChange }: {
  engine: string; number: number | null; block: Block; axes: [string, string][]; where?: string; onChange: (block: Block | null) => void;
}) {
  const used = axes.filter(([axis]) => axis in block);
  const free = axes.filter(([axis]) => !(axis in block));
  const name = number === null ? engineLabel(engine) : `${engineLabel(engine)}, block ${number}`;
  const [added, setAdded] = useState<string | null>(null);
  return (
    <div class="block" role="group" aria-label={name}>
      {number !== null && (
        <div class="block-head"><span class="muted">Block {number}</span><button type="button" class="button small quiet" onClick={() => onChange(null)}>Remove</button></div>
      )}
      {used.length > 0 && (
        <div class="fields">
          {used.map(([axis, help]) => (
            <AxisField
              key={axis}
              axis={axis}
              help={help}
              value={block[axis]!}
              isNew={axis === added}
              isWrong={where?.split(/[.[\] ]+/).includes(axis) === true && where.startsWith(engine)}
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
                onChange({ ...block, [axis]: firstValues[axis] ?? 1 });
              }}
            >
              <option value="">choose …</option>
              {free.map(([axis, help]) => <option key={axis} value={axis}>{axis}: {help}</option>)}
            </select>
          )}
        </Field>
      )}
    </div>
  );
}

// What an added setting starts with: what it is without one.
const firstValues: Record<string, Json> = {
  p: 0, d: 0, q: 0, P: 0, D: 0, Q: 0, m: 12, auto: "stepwise", criterion: "aicc", lambda: null, constant: null, method: "cssMl", garch: null,
  guerrero: false, biasAdjust: false, covariates: [[]], model: "auto", lookBack: 12, units: 32, layers: 1, epochs: 100, batchSize: 32,
  learningRate: 0.001, dropout: 0, recurrentDropout: 0, transforms: [["difference", "standardise"]], dense: [[]], output: "recursive",
  outputActivation: "linear", cellActivation: "tanh", initialization: "keras", loss: "mse", optimizer: "adam", momentum: 0, decayFactor: null,
  decayEvery: 100, clipNorm: null, weightDecay: 0, patience: null, minDelta: 0, validationShare: 0.1, bins: null, binning: "width",
  level: null, base: "level", scale: "none", scaleInput: false, scaleWeight: 0, adjustSeason: false, patch: 1, stride: null, schedule: "constant",
  averaging: 0, updates: null, seeds: 1, branches: false, seed: 1, lstmEngine: "managed", combine: "mean", best: 3, onePerEngine: true, automatic: true, engines: [["arima", "lstm"]],
};

function AxisField({ axis, help, value, isNew, isWrong, onChange }: {
  axis: string; help: string; value: Json; isNew: boolean; isWrong: boolean; onChange: (value: Json) => void;
}) {
  const shown = writeValues(value);
  const [text, setText] = useState(shown);
  const [isUnreadable, setUnreadable] = useState(false);
  useEffect(() => setText(shown), [shown]);
  const commit = () => {
    const parsed = text.trim() === "" ? null : parseValues(text);
    setUnreadable(parsed === undefined);
    if (parsed !== undefined && (parsed === null || writeValues(parsed) !== shown)) {
      onChange(parsed);
    }
  };
  return (
    <Field label={<code>{axis}</code>} help={isUnreadable ? <strong class="bad">Write values separated by commas.</strong> : help}>
      {(attributes) => (
        <input
          {...attributes}
          value={text}
          spellcheck={false}
          autofocus={isNew}
          aria-invalid={isWrong || isUnreadable}
          onInput={(event) => setText(event.currentTarget.value)}
          onChange={commit}
        />
      )}
    </Field>
  );
}
