using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Problems;
using Backtest.Core.Transforms;

namespace Backtest.Core.Planning;

/// <summary>Options of LSTM trials whose samples are normalised one by one.</summary>
internal static class SampleOptions
{
    /// <summary>Gives a block with a level the default transforms and output of such samples.</summary>
    public static void Complete(JsonObject fields)
    {
        if (fields["level"] is not null)
        {
            fields.TryAdd("transforms", JsonSerializer.SerializeToNode<TransformKind[]>([TransformKind.Log]));
            fields.TryAdd("output", JsonSerializer.SerializeToNode(OutputKind.Direct));
        }
    }

    /// <summary>Removes options without effect, so that equal trials have the same id.</summary>
    /// <param name="spec">The options.</param>
    /// <param name="ahead">Number of steps to forecast.</param>
    /// <exception cref="InputException">Options contradict each other.</exception>
    public static LstmSpec Settle(LstmSpec spec, int ahead)
    {
        spec = spec with
        {
            Seeds = spec.Seeds == 1 ? null : spec.Seeds,
            Validation = spec.Validation && spec.Patience is null,
        };
        if (spec is { Averaging: > 0, Patience: not null })
        {
            throw new InputException(
                "The block has both averaging, which averages the weights of many updates, and patience, which keeps those of one epoch.",
                "lstm",
                "Give averaging or patience, not both.");
        }

        if (spec.Level is null)
        {
            RequireNone(spec);
            return spec;
        }

        if (spec is { Scope: LstmScope.Series, Variants.Count: > 0 })
        {
            throw new InputException(
                "The networks of a series have one input, but the block has several.",
                "lstm.variants",
                "Leave out variants, give scope panel, or give the axes several values, each of which is a trial.");
        }

        Require(spec.Transforms.All(kind => kind == TransformKind.Log), "transforms", "Give [\"log\"] or [], or no level.");
        Require(spec.Bins is null, "bins", "Leave out bins, or give no level.");
        Require(!spec.Branches, "branches", "Leave out branches, or give no level.");
        Require(ahead == 1 || spec.Output == OutputKind.Direct, "output", "Set output to direct, or give no level.");
        var patch = Math.Min(spec.PatchLength, spec.LookBack);
        var stride = spec.Stride ?? patch;
        spec = spec with { Patch = patch == 1 ? null : patch, Stride = stride };
        var isSeasonal = spec.SeasonLength > 1;
        return spec with
        {
            LookBack = patch + ((spec.InputSteps - 1) * stride),
            Stride = stride == patch || spec.InputSteps == 1 ? null : stride,
            Transforms = [.. spec.Transforms.Distinct()],
            AdjustSeason = spec.AdjustSeason && isSeasonal,
            Base = isSeasonal ? spec.Base : SampleBase.Level,
            BaseSeason = isSeasonal && spec.BaseSeason != spec.SeasonLength ? spec.BaseSeason : null,
            Variants = spec.Variants is { Count: > 0 } ? spec.Variants : null,
            Level = isSeasonal || spec.Level != SampleLevel.Season ? spec.Level : SampleLevel.Last,
            ScaleInput = spec.ScaleInput && spec.Scale != SampleScale.None,
            ScaleWeight = spec.Scale == SampleScale.Sample ? spec.ScaleWeight : 0,
        };
    }

    // An option given without effect is a mistake.
    private static void RequireNone(LstmSpec spec)
    {
        (string Axis, bool IsGiven)[] axes =
        [
            ("base", spec.Base != SampleBase.Level), ("scale", spec.Scale != SampleScale.None), ("scaleInput", spec.ScaleInput),
            ("scaleWeight", spec.ScaleWeight > 0), ("adjustSeason", spec.AdjustSeason), ("patch", spec.PatchLength > 1),
            ("stride", spec.Stride is not null), ("baseSeason", spec.BaseSeason is not null), ("variants", spec.Variants is { Count: > 0 }),
            ("scope", spec.Scope == LstmScope.Panel),
        ];
        if (Array.Find(axes, axis => axis.IsGiven).Axis is { } given)
        {
            throw new InputException(
                $"'{given}' is for samples that are normalised one by one, but the block has no level.",
                $"lstm.{given}",
                "Give level, such as \"ses\", or leave it out.");
        }
    }

    private static void Require(bool holds, string axis, string remedy)
    {
        if (!holds)
        {
            throw new InputException(
                $"With a level, samples are normalised one by one and all steps are forecast at once as values; '{axis}' contradicts that.",
                $"lstm.{axis}",
                remedy);
        }
    }
}
