/** A field of a grid, as the form explains it. */
export interface Knob {
  key: string;
  label: string;
  help: string;
}

export const scoring: Knob[] = [
  { key: "horizon", label: "Horizon", help: "Steps to forecast from each origin." },
  { key: "seasonLength", label: "Season length", help: "Values per season, 1 for none." },
  { key: "testLength", label: "Held out", help: "Last values that no choice sees; the published model is scored on them, once." },
  { key: "windows", label: "Windows", help: "Past stretches that every model forecasts." },
  { key: "step", label: "Step", help: "Values from one window's start to the next." },
];

export const finer: Knob[] = [
  { key: "gap", label: "Gap", help: "Values left out between training and forecasts." },
  { key: "trainingLength", label: "Training length", help: "A sliding training part of so many values; empty lets it grow." },
  { key: "refitEvery", label: "Refit every", help: "Fit anew at every n-th window; 0: at the first alone." },
  { key: "seed", label: "Seed", help: "Seed of the LSTMs." },
];

/** Defaults of fields that are not chosen by the series. */
export const usual: Record<string, string> = { gap: "0", trainingLength: "grows", seed: "1" };

export const metrics = ["mase", "rmsse", "mse", "rmse", "mae", "mape", "smape"];

export const baselines: [string, string][] = [["naive", "Naive"], ["seasonalNaive", "Seasonal naive"], ["drift", "Drift"], ["mean", "Mean"]];

export interface EngineKnobs {
  name: string;
  about: string;
  axes: [name: string, help: string][];
}

/** The axes of each engine. Every one takes a value or several, and a block tries all combinations. */
export const engines: EngineKnobs[] = [
  {
    name: "ets",
    about: "Exponential smoothing: level, trend and season that move on with every value.",
    axes: [
      ["model", "Errors, trend and season: ANN, AAN, AAdN, AAA, MAM ...; auto takes the smallest AICc."],
      ["m", "Season length."],
    ],
  },
  {
    name: "theta",
    about: "The Theta method: half a straight line, half exponential smoothing.",
    axes: [["m", "Season length."]],
  },
  {
    name: "arima",
    about: "ARIMA (p, d, q)(P, D, Q) by maximum likelihood.",
    axes: [
      ["p", "Autoregressive order, 0 to 24."], ["d", "Differences, 0 to 2."], ["q", "Moving-average order, 0 to 24."],
      ["P", "Seasonal autoregressive order, 0 to 4."], ["D", "Seasonal differences, 0 or 1."], ["Q", "Seasonal moving-average order, 0 to 4."],
      ["auto", "Searches the orders itself: stepwise or full."], ["criterion", "What the search minimises: aicc, aic or bic."],
      ["lambda", "Box-Cox transform: 0 for logarithms, null for none."], ["constant", "A mean or drift: true, false, null for the usual."],
      ["method", "cssMl, ml or css."], ["m", "Season length."], ["garch", "Variance that changes: normal, t, or null for none."],
      ["covariates", "Lists of covariates to use."], ["guerrero", "Chooses lambda by Guerrero's method: true or false."],
      ["biasAdjust", "Forecasts the mean instead of the median after a transform: true or false."],
    ],
  },
  {
    name: "lstm",
    about: "Recurrent networks with long short-term memory.",
    axes: [
      ["lookBack", "Past values that the network sees, 1 to 1,000."], ["units", "Units of each layer."], ["layers", "Layers, 1 to 8."],
      ["epochs", "Passes over the training windows."], ["batchSize", "Windows per step of the optimizer."], ["learningRate", "Step size of the optimizer."],
      ["dropout", "Share of outputs left out in training."], ["recurrentDropout", "Share of the feedback left out in training."],
      ["transforms", "Lists of log, difference, seasonalDifference, minMax, divideByMax, standardise."],
      ["dense", "Lists of layers before the output, such as [{units: 16, activation: relu}]."],
      ["output", "recursive: one step, fed back; direct: all steps at once."], ["outputActivation", "linear, relu, tanh, sigmoid or softmax."],
      ["cellActivation", "tanh or relu."], ["initialization", "keras or pytorch."], ["loss", "mse, mae, huber or crossEntropy."],
      ["optimizer", "adam, rmsprop or sgd."], ["momentum", "Of sgd."], ["decayFactor", "Learning rate times this ..."], ["decayEvery", "... after so many epochs."],
      ["clipNorm", "Largest norm of a gradient."], ["weightDecay", "Penalty on squared weights."], ["patience", "Ends training after so many epochs without gain."],
      ["minDelta", "What counts as a gain."], ["validationShare", "Share of training windows that early stopping looks at."],
      ["bins", "Classifies into so many ranges of values."], ["binning", "Ranges of equal width, or quantile."], ["covariates", "Lists of covariates to use."],
      ["branches", "Layers of their own for each covariate: true or false."], ["seed", "Seed of the weights."], ["m", "Season length."],
      ["lstmEngine", "managed, or torchSharp where the host has it."],
      ["level", "Normalises samples one by one from this level: last, ses or season; null for transforms alone."],
      ["base", "With a level, what targets are measured from: level or seasonalNaive."],
      ["scale", "With a level, what distances are divided by: sample, series or none."], ["scaleInput", "The network sees the scale: true or false."],
      ["scaleWeight", "Power of its scale by which a sample weighs, 0 to 2."], ["adjustSeason", "Takes a season out first where there is one: true or false."],
      ["patch", "Values in each time step."], ["stride", "Values from one time step to the next."],
      ["schedule", "constant, or cosine: the step size rises, then falls."], ["averaging", "Averages the weights, keeping this share: 0 to 0.99999."],
      ["updates", "Ends training after so many steps of the optimizer."], ["seeds", "Networks whose outputs are averaged."],
    ],
  },
  {
    name: "ensemble",
    about: "Averages of the best of the others.",
    axes: [
      ["combine", "mean, median, trimmedMean (without the lowest and the highest fifth) or inverseError."], ["best", "So many trials with the least error; null for all."],
      ["onePerEngine", "Of each engine its best trial alone: true or false."],
      ["automatic", "Of each engine the forms that choose themselves, such as auto ARIMA, beside its best trial: true or false."], ["engines", "Lists of engines whose trials may take part."],
    ],
  },
];
