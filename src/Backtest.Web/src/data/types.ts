// The documents of the service that the page reads; see /api/openapi.json.

export interface Problem {
  title: string;
  detail?: string;
  where?: string;
  status?: number;
}

/** A problem inside another document. */
export interface InputProblem {
  what: string;
  where?: string;
  right: string;
}

export type MetricName = "mase" | "rmsse" | "mse" | "rmse" | "mae" | "mape" | "smape";

export interface MetricSet extends Partial<Record<MetricName, number>> {
  count: number;
  r2?: number;
  bias?: number;
  coverage80?: number;
  width80?: number;
  coverage95?: number;
  width95?: number;
  winkler80?: number;
  winkler95?: number;
  msis?: number;
  pinball?: number;
  weightedQuantileLoss?: number;
  crps?: number;
}

export interface Protocol {
  horizon: number;
  seasonLength: number;
  testLength: number;
  windows: number;
  step: number;
  gap: number;
  trainingLength?: number;
  refitEvery: number;
  metric: MetricName;
  winner: string;
  nonNegative?: boolean;
}

export interface SeriesFacts {
  length: number;
  missing: number;
  start?: string;
  end?: string;
  notes: string[];
  covariates?: string[];
}

/** An ensemble that has been fitted has its members. */
export type Spec = { engine: string; members?: Member[] } & Record<string, unknown>;

export interface Member {
  trial: string;
  label: string;
  weight: number;
  spec: Spec;
}

export type TrialStatus = "done" | "failed" | "pruned";

export interface Row {
  rank?: number;
  trial: string;
  label: string;
  engine: string;
  status: TrialStatus;
  reason?: string;
  metrics?: MetricSet;
  holdOut?: MetricSet;
  confidencePValue?: number;
  inConfidenceSet?: boolean;
  spec: Spec;
  warnings: string[];
  timing: { finishedAt: string; seconds: number };
}

interface Test {
  statistic: number;
  pValue: number;
}

export interface Residuals {
  count: number;
  mean?: number;
  standardDeviation?: number;
  correlogram?: { acf: number[]; pacf: number[]; bound: number };
  whiteNoise?: Test & { lags: number };
  normality?: Test;
  arch?: Test;
  undetermined: Record<string, string>;
}

export interface Leaderboard {
  name: string;
  run: string;
  protocol: Protocol;
  series: SeriesFacts;
  winner: string;
  choice?: string;
  residuals: Residuals;
  rows: Row[];
  comparisons: { trial: string; label: string; role: "naive" | "seasonalNaive" | "runnerUp"; test?: Test & { count: number } }[];
  selection?: { trials: number; windows: number; metric: MetricName; score: number; optimism?: number; level: number; tested: number; inSet?: number };
  lagCheck?: { count: number; correlations: (number | null)[]; peakLag: number; skill?: number; repeatsLastValue: boolean; advice?: string };
  intervals?: "model" | "pool" | "conformal";
  plannedSeconds: number;
  timing: { finishedAt: string; seconds: number };
}

export interface RunStatus {
  name: string;
  run: string;
  state: "running" | "done" | "cancelled" | "failed" | "refused";
  requestedAt: string;
  total: number;
  done: number;
  failed: number;
  pruned: number;
  elapsedSeconds: number;
  plannedSeconds: number;
  workSeconds?: number;
  estimatedSecondsLeft?: number;
  supersededBy?: string;
  best?: { trial: string; label: string; status: TrialStatus; metrics?: MetricSet; seconds: number };
  problem?: InputProblem;
}

export interface SeriesSummary {
  name: string;
  bytes?: number;
  uploadedAt?: string;
  publishedRun?: string;
  winner?: string;
  runs: RunStatus[];
  parts: string[];
}

export interface EngineRank {
  engine: string;
  series: number;
  wins: number;
  smape?: number;
  mase?: number;
  owa?: number;
}

export interface UploadSummary {
  name: string;
  series: number;
  finished: number;
  ranking?: { series: number; engines: EngineRank[]; holdOut?: EngineRank; betterThanNaive?: number };
}

export interface SeriesValues {
  name: string;
  run?: string;
  length: number;
  indexes?: number[];
  times?: number[];
  values: (number | null)[];
}

export interface Window {
  cutoff: number;
  testStart: number;
  y: (number | null)[];
  yhat: number[];
  metrics?: MetricSet;
}

export interface Trial {
  trial: string;
  label: string;
  spec: Spec;
  status: TrialStatus;
  reason?: string;
  score?: { overall: MetricSet; steps: (MetricSet | null)[]; windows: Window[] };
  history?: { training: number[]; validation?: number[]; bestEpoch: number };
  warnings: string[];
  timing: { finishedAt: string; seconds: number };
}

export interface ForecastStep {
  step: number;
  time?: string;
  value: number;
  intervals: { level: number; lower?: number; upper?: number }[];
}

export interface Forecast {
  name: string;
  run: string;
  trial: string;
  label: string;
  fittedThrough?: string;
  levels: number[];
  forecast: ForecastStep[];
}

export type ColumnKind = "time" | "value" | "text" | "empty";

export type ColumnRole = "leftOut" | "time" | "id" | "target" | "pastCovariate" | "futureCovariate";

export interface ReadColumn {
  name: string;
  kind: ColumnKind;
  role: ColumnRole;
  format?: string;
}

/** How a file was read. */
export interface Reading {
  shape: "values" | "timedValues" | "columns" | "long" | "wide" | "events";
  encoding: string;
  separator: string;
  headerLine?: number;
  firstLine: number;
  lastLine: number;
  rows: number;
  leftOut: { first: number; last: number; why: string }[];
  columns: ReadColumn[];
  firstRows: string[][];
  notes: string[];
}

export interface Plan {
  protocol: Protocol;
  reasons: Record<string, string>;
  trials: number;
  seconds: number;
  elapsedSeconds: number;
  engines: { engine: string; trials: number; seconds: number }[];
}

export interface Spacing {
  months: number;
  duration: string;
  monthEnds: boolean;
  workingWeek?: Record<string, boolean>;
  naturalSeasonLength: number;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Grid = { [key: string]: Json };

export interface Inspection {
  name: string;
  table: Reading;
  seriesCount: number;
  series: { name: string; facts: SeriesFacts; spacing?: Spacing }[];
  values?: SeriesValues;
  diagnosis?: {
    count: number;
    tested?: number;
    missing: number;
    mean?: number;
    standardDeviation?: number;
    minimum?: number;
    maximum?: number;
    seasonLength: number;
    seasonalStrength?: number;
    detectedSeason?: { length: number; strength: number };
    isWhiteNoise?: boolean;
    isStationary?: boolean;
  };
  grid?: Grid;
  completeGrid?: Grid;
  plan?: Plan;
  problem?: InputProblem;
}
