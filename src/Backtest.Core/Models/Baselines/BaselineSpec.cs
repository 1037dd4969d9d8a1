namespace Backtest.Core.Models.Baselines;

/// <summary>A simple method that every other model must beat (Hyndman and Athanasopoulos, FPP3, section 5.2).</summary>
/// <param name="Method">Which one.</param>
/// <param name="SeasonLength">Season length m in observations; used by the seasonal naive alone.</param>
public sealed record BaselineSpec(BaselineMethod Method, int SeasonLength = 1) : ModelSpec
{
    /// <inheritdoc/>
    public override string Engine => "baseline";

    /// <inheritdoc/>
    public override string Label => Method switch
    {
        BaselineMethod.Naive => "Naive",
        BaselineMethod.SeasonalNaive => $"Seasonal naive [{SeasonLength}]",
        BaselineMethod.Drift => "Drift",
        _ => "Mean",
    };

    /// <inheritdoc/>
    public override int MinimumTrainingLength => Method switch
    {
        BaselineMethod.SeasonalNaive => SeasonLength + 1,
        BaselineMethod.Mean => 2,
        _ => 3,
    };
}
