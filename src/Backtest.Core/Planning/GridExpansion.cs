using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning;

/// <summary>Turns a grid into the specs of its trials.</summary>
public static class GridExpansion
{
    /// <summary>Default limit of trials in a grid.</summary>
    public const int MaxTrials = 10_000;

    // Limit of combinations, including repeated ones, per allowed trial.
    private const int CombinationsPerTrial = 10;

    /// <summary>Lists the combinations of each block's axes that the search takes, in the order of the grid, without duplicates.</summary>
    /// <param name="grid">The grid, with blocks.</param>
    /// <param name="protocol">Provides the default season length of specs and how far ahead forecasts reach.</param>
    /// <param name="maxTrials">Limit of trials.</param>
    /// <returns>Specs; the naive one, and with a season the seasonal naive one, always come first.</returns>
    /// <exception cref="InputException">
    /// Too many trials, more than ten times as many combinations, seasonal orders without a season, or contradictory LSTM
    /// options.
    /// </exception>
    public static List<ModelSpec> Expand(Grid grid, BacktestProtocol protocol, int maxTrials = MaxTrials)
    {
        var blocks = grid.Blocks ?? throw new ArgumentException("The grid has no blocks.", nameof(grid));
        var whole = grid.Search.Method == SearchMethod.Random ? blocks.Where(block => !GridProduct.IsDrawn(block)) : blocks;
        if (whole.Sum(GridProduct.Count) > (double)CombinationsPerTrial * maxTrials)
        {
            throw new InputException(
                $"The grid has more than {(long)CombinationsPerTrial * maxTrials} combinations of values.",
                "grid",
                "Give fewer values per axis, or \"search\": \"random\".");
        }

        var specs = new List<ModelSpec> { new BaselineSpec(BaselineMethod.Naive) };
        if (protocol.SeasonLength > 1)
        {
            // A fractional season does not repeat at a whole number of steps.
            specs.AddRange(protocol.SeasonLengths.Where(length => length == Math.Floor(length))
                .Select(length => new BaselineSpec(BaselineMethod.SeasonalNaive, (int)length)));
        }

        var seen = specs.Select(TrialIdentity.Of).ToHashSet();
        foreach (var (block, fields) in GridProduct.Of(blocks, grid.Search))
        {
            if (ToSpec(block.Family, fields, grid, protocol) is { } spec && seen.Add(TrialIdentity.Of(spec)))
            {
                specs.Add(spec);
            }

            CheckCount(specs, maxTrials);
        }

        return specs;
    }

    /// <summary>Checks the number of trials.</summary>
    /// <param name="specs">The trials so far.</param>
    /// <param name="maxTrials">Limit of trials.</param>
    /// <exception cref="InputException">There are more.</exception>
    internal static void CheckCount(List<ModelSpec> specs, int maxTrials)
    {
        if (specs.Count > maxTrials)
        {
            throw new InputException(
                $"The grid has more than {maxTrials} trials.",
                specs[^1].Family,
                specs[^1] is ExternalSpec ? "Give forecasts of fewer models." : "Give fewer values per axis.");
        }
    }

    private static ModelSpec? ToSpec(string family, JsonObject fields, Grid grid, BacktestProtocol protocol)
    {
        var seasonLength = protocol.SeasonLength;
        if (family == "baseline")
        {
            var method = fields["method"].Deserialize<BaselineMethod>();
            return method == BaselineMethod.SeasonalNaive
                ? (seasonLength > 1 ? new BaselineSpec(method, seasonLength) : null)
                : new BaselineSpec(method);
        }

        if (family == "mstl")
        {
            fields.TryAdd("m", new JsonArray([.. protocol.SeasonLengths.Select(length => JsonValue.Create(length))]));
            AdjustedNetwork.Settle(fields, grid);
        }
        else if (family != "ensemble")
        {
            fields.TryAdd("m", seasonLength);
        }

        if (family == "lstm")
        {
            fields.TryAdd("seed", grid.Seed);
            SampleOptions.Complete(fields);
            fields.TryAdd(
                "covariates", new JsonArray([.. grid.PastCovariates.Concat(grid.KnownAhead).Select(name => JsonValue.Create(name))]));
        }

        if (family == "arima")
        {
            fields.TryAdd("covariates", new JsonArray([.. grid.KnownAhead.Select(name => JsonValue.Create(name))]));
        }

        fields.Insert(0, "engine", family);
        var spec = fields.Deserialize<ModelSpec>()!;
        return spec switch
        {
            ArimaSpec arima => WithPeriod(WithFourier(WithCovariates(arima, grid))),
            EtsSpec ets => WithSeason(ets),
            CesSpec ces => WithSeason(ces),
            ThetaSpec theta => WithSeason(theta),
            IntermittentSpec { HasAlpha: false } intermittent => intermittent with { Alpha = IntermittentSpec.UsualAlpha },
            MstlSpec mstl => WithSeasons(mstl with { Lstm = mstl.Lstm is { } lstm ? LstmOptions.Settle(lstm, grid, protocol) : null }),
            LstmSpec lstm => LstmOptions.Settle(lstm, grid, protocol),
            EnsembleSpec { Automatic: true } ensemble when ensemble.OnePerFamily || ensemble.Best is not null => throw new InputException(
                "The ensemble is automatic, but it also says how many trials it combines.",
                "ensemble",
                "Leave out best and onePerEngine, or automatic."),
            EnsembleSpec { Automatic: false, OnePerFamily: false, Best: null } => throw new InputException(
                "The ensemble does not say how many trials it combines.",
                "ensemble",
                "Set automatic or onePerEngine, or give best, such as 3."),
            _ => spec,
        };
    }

    // A form without a season has no season length. With several forms, an impossible one stays and is reported.
    private static EtsSpec WithSeason(EtsSpec spec)
    {
        if (spec.IsAutomatic)
        {
            return spec;
        }

        if (!EtsComponents.Of(spec.Form).IsSeasonal)
        {
            return spec with { SeasonLength = 1 };
        }

        return spec.SeasonLength switch
        {
            1 => throw new InputException(
                $"The model {spec.Form} has a season, but the series has none.",
                "ets",
                "Set seasonLength or m, or choose a model that ends in N."),
            > EtsFitter.LongestSeason => throw new InputException(
                $"The model {spec.Form} has a season of {spec.SeasonLength} observations.",
                "ets",
                $"Set m to at most {EtsFitter.LongestSeason}, or choose a model that ends in N."),
            _ => spec,
        };
    }

    // A form without a season has no season length.
    private static CesSpec WithSeason(CesSpec spec) => spec switch
    {
        { Form: CesForm.Auto } => spec,
        { Form: CesForm.None } => spec with { SeasonLength = 1 },
        { SeasonLength: 1 } => throw new InputException(
            $"{spec.Label} has a season, but the series has none.", "ces", "Set seasonLength or m, or choose the model none or auto."),
        _ => spec,
    };

    private static MstlSpec WithSeasons(MstlSpec spec) => spec.SeasonLengths.Count > 0
        ? spec with { SeasonLengths = [.. spec.SeasonLengths.Distinct().Order()] }
        : throw new InputException("MSTL removes seasons, but the series has none.", "mstl", "Set seasonLength or m, or leave mstl out.");

    // A season length of 1 means that there is no season to remove.
    private static ThetaSpec WithSeason(ThetaSpec spec) => spec.SeasonLength > 1 ? spec : spec with { Season = ThetaSeason.Auto };

    // A regression needs the covariates of the steps that it forecasts.
    private static ArimaSpec WithCovariates(ArimaSpec spec, Grid grid)
    {
        if (spec.Covariates is not { Count: > 0 })
        {
            return spec with { Covariates = null };
        }

        return spec.Covariates.FirstOrDefault(name => !grid.KnownAhead.Contains(name)) is { } unknown
            ? throw new InputException(
                $"A regression needs covariates that are known ahead, but '{unknown}' is not.",
                "arima.covariates",
                "Name it in futureCovariates, or leave it out.")
            : spec with { Covariates = [.. spec.Covariates.Distinct()] };
    }

    // The Fourier terms are its season.
    private static ArimaSpec WithFourier(ArimaSpec spec)
    {
        if (spec.Fourier is not { Count: > 0 } seasons)
        {
            return spec with { Fourier = null };
        }

        if (spec.SeasonalP + spec.SeasonalD + spec.SeasonalQ > 0)
        {
            throw new InputException(
                $"{spec.Label} has seasonal orders beside Fourier terms.", "arima.fourier", "Leave out either P, D and Q or fourier.");
        }

        return seasons.FirstOrDefault(season => season.Terms > season.Most) is { } large
            ? throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture, $"{large.Terms} Fourier terms are too many for a season of {large.SeasonLength} values."),
                "arima.fourier",
                $"Give at most {large.Most}.")
            : spec with { Fourier = [.. seasons.DistinctBy(season => season.SeasonLength)], Period = 1 };
    }

    // Orders that differ only in an unused season length are one trial, and so are searches that differ only in orders.
    private static ArimaSpec WithPeriod(ArimaSpec spec)
    {
        spec = spec with
        {
            BiasAdjust = spec.BiasAdjust && (spec.Guerrero || spec.Lambda is not null),
            Lambda = spec.Guerrero
            ? null
            : spec.Lambda
        };
        if (spec.Auto is not null)
        {
            return new ArimaSpec
            {
                Auto = spec.Auto,
                Criterion = spec.Criterion,
                Stationary = spec.Stationary,
                Period = spec.Period,
                Lambda = spec.Lambda,
                Guerrero = spec.Guerrero,
                BiasAdjust = spec.BiasAdjust,
                Garch = spec.Garch,
                Covariates = spec.Covariates,
                Fourier = spec.Fourier,
            };
        }

        spec = spec with { Criterion = InformationCriterion.Aicc, Stationary = false };
        if (spec.SeasonalP + spec.SeasonalD + spec.SeasonalQ == 0)
        {
            return spec with { Period = spec.Guerrero ? spec.Period : 1 };
        }

        return spec.Period switch
        {
            1 => throw new InputException(
                $"{spec.Label} has seasonal orders, but the series has no season.", "arima", "Set seasonLength or m, or leave P, D and Q out."),
            > ArimaSpec.LongestSeason => throw new InputException(
                $"{spec.Label} has a season of {spec.Period} observations.",
                "arima",
                $"Set m to at most {ArimaSpec.LongestSeason}, or leave P, D and Q out."),
            _ => spec,
        };
    }
}
