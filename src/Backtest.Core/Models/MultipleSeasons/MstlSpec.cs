using System.Globalization;
using System.Text.Json.Serialization;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Theta;

namespace Backtest.Core.Models.MultipleSeasons;

/// <summary>
/// One or several seasons that MSTL removes, and a model of the adjusted series (Bandara, Hyndman and Bergmeir, 2021); see
/// <see cref="Diagnostics.Mstl"/>.
/// </summary>
public sealed record MstlSpec : ModelSpec
{
    /// <summary>Season lengths in observations, shortest first; fractional ones are rounded.</summary>
    [JsonPropertyName("m")]
    public IReadOnlyList<double> SeasonLengths { get; init; } = [];

    /// <summary>The model of the adjusted series.</summary>
    [JsonPropertyName("model")]
    public AdjustedForm Form { get; init; }

    /// <summary>Box-Cox parameter of the decomposed series; 0 is the logarithm, null no transformation.</summary>
    [JsonPropertyName("lambda")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? Lambda { get; init; }

    /// <summary>Settings of the networks that model the adjusted series; null for none.</summary>
    [JsonPropertyName("lstm")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LstmSpec? Lstm { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "mstl";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label
    {
        get
        {
            var seasons = string.Join(", ", SeasonLengths.Select(length => length.ToString(CultureInfo.InvariantCulture)));
            var transform = Lambda switch
            {
                null => "",
                0 => " of log",
                _ => FormattableString.Invariant($" of Box-Cox({Lambda:0.###})"),
            };
            return $"MSTL [{seasons}]{transform} + {Adjusted.Label}";
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutomatic => Form != AdjustedForm.Lstm;

    /// <inheritdoc/>
    [JsonIgnore]
    public override LstmSpec? TrainedNetwork => Adjusted as LstmSpec;

    /// <inheritdoc/>
    /// <remarks>More than two of the shortest season; longer ones are left out if they do not repeat that often.</remarks>
    [JsonIgnore]
    public override int MinimumTrainingLength =>
        Math.Max(Adjusted.MinimumTrainingLength, FewestForSeason(WholeLengths is [var shortest, ..] ? shortest : 1));

    /// <summary>The spec to fit to the adjusted series.</summary>
    [JsonIgnore]
    internal ModelSpec Adjusted => Form switch
    {
        AdjustedForm.Ets => new EtsSpec(),
        AdjustedForm.EtsAverage => new EtsSpec(EtsForm.Average),
        AdjustedForm.Theta => new ThetaSpec(),
        AdjustedForm.DOTM => new ThetaSpec(1, ThetaForm.DOTM),
        AdjustedForm.Ces => new CesSpec(CesForm.None),
        AdjustedForm.Naive => new BaselineSpec(BaselineMethod.Naive),
        AdjustedForm.Drift => new BaselineSpec(BaselineMethod.Drift),
        AdjustedForm.Mean => new BaselineSpec(BaselineMethod.Mean),
        AdjustedForm.Lstm => Lstm ?? new LstmSpec(),
        AdjustedForm.Arma => new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Stationary = true },
        _ => new ArimaSpec { Auto = ArimaSearchKind.Stepwise },
    };

    /// <summary>The season lengths in whole observations, without duplicates.</summary>
    [JsonIgnore]
    internal IReadOnlyList<int> WholeLengths => [.. SeasonLengths.Select(length => (int)Math.Round(length)).Distinct().Order()];

    /// <summary>Fewest values to remove a season from.</summary>
    internal static int FewestForSeason(int length) => (2 * length) + 1;
}
