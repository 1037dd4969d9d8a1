using System.Globalization;
using System.Text.Json.Serialization;
using Backtest.Core.Models.Garch;

namespace Backtest.Core.Models.Arima;

/// <summary>ARIMA (p,d,q)(P,D,Q)m (Box, Jenkins, Reinsel and Ljung, Time Series Analysis, 5th ed., section 9.1).</summary>
/// <remarks>
/// Its JSON names p and P, d and D, q and Q differ only in case, so read and write it with case-sensitive options, unlike
/// <see cref="System.Text.Json.JsonSerializerOptions.Web"/>.
/// </remarks>
public sealed record ArimaSpec : ModelSpec
{
    /// <summary>Longest season for given orders; for a search it is <see cref="ArimaSearch.LongestSeason"/>.</summary>
    internal const int LongestSeason = 24;

    // With fewer values, the criteria are meaningless.
    private const int LeastForSearch = 6;

    /// <summary>Order of the autoregressive part, 0 or more.</summary>
    [JsonPropertyName("p")]
    public int P { get; init; }

    /// <summary>Number of first differences.</summary>
    [JsonPropertyName("d")]
    public int D { get; init; }

    /// <summary>Order of the moving-average part.</summary>
    [JsonPropertyName("q")]
    public int Q { get; init; }

    /// <summary>Order of the seasonal autoregressive part.</summary>
    [JsonPropertyName("P")]
    public int SeasonalP { get; init; }

    /// <summary>Number of seasonal differences.</summary>
    [JsonPropertyName("D")]
    public int SeasonalD { get; init; }

    /// <summary>Order of the seasonal moving-average part.</summary>
    [JsonPropertyName("Q")]
    public int SeasonalQ { get; init; }

    /// <summary>Season length m in observations; 1 for none, which requires seasonal orders of 0.</summary>
    [JsonPropertyName("m")]
    public int Period { get; init; } = 1;

    /// <summary>
    /// Whether to estimate a constant: the mean if d + D = 0, a drift per observation if d + D = 1. Null estimates it only if d + D = 0,
    /// as R's <c>arima</c> does; with d + D above 1 there is no constant.
    /// </summary>
    [JsonPropertyName("constant")]
    public bool? Constant { get; init; }

    /// <summary>Box-Cox parameter; 0 is the logarithm, null no transformation (Box and Cox, 1964).</summary>
    [JsonPropertyName("lambda")]
    public double? Lambda { get; init; }

    /// <summary>Whether to choose the Box-Cox parameter from the training values by Guerrero's method.</summary>
    [JsonPropertyName("guerrero")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Guerrero { get; init; }

    /// <summary>Whether point forecasts are means rather than medians under a Box-Cox transformation.</summary>
    [JsonPropertyName("biasAdjust")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool BiasAdjust { get; init; }

    /// <summary>Distribution of innovations with GARCH(1,1) variance, fitted to the residuals; null for a constant variance.</summary>
    [JsonPropertyName("garch")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public GarchDistribution? Garch { get; init; }

    /// <summary>Names of covariates known ahead, for a regression with ARIMA errors; null for none.</summary>
    [JsonPropertyName("covariates")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Covariates { get; init; }

    /// <summary>Seasons as sums of sines and cosines, for a regression with ARIMA errors; null for none.</summary>
    [JsonPropertyName("fourier")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<FourierTerms>? Fourier { get; init; }

    /// <summary>How to estimate the coefficients.</summary>
    [JsonPropertyName("method")]
    public ArimaMethod Method { get; init; }

    /// <summary>How to search for the orders, the differences and the constant; null if they are given.</summary>
    [JsonPropertyName("auto")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ArimaSearchKind? Auto { get; init; }

    /// <summary>Whether the search takes no differences, like R's <c>stationary</c>.</summary>
    [JsonPropertyName("stationary")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Stationary { get; init; }

    /// <summary>The criterion that the search minimises.</summary>
    [JsonPropertyName("criterion")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public InformationCriterion Criterion { get; init; }

    /// <summary>The season length that the fit uses: 1 if it is too long for the search.</summary>
    [JsonIgnore]
    public int EstimatedPeriod => Auto is not null && Period > ArimaSearch.LongestSeason ? 1 : Period;

    /// <summary>Whether the fit has a constant.</summary>
    [JsonIgnore]
    public bool HasConstant => Constant ?? D + SeasonalD == 0;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "arima";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label
    {
        get
        {
            var transform = Lambda switch
            {
                _ when Guerrero => " of Box-Cox(Guerrero)",
                null => "",
                0 => " of log",
                _ => FormattableString.Invariant($" of Box-Cox({Lambda:0.###})"),
            };
            transform += (BiasAdjust ? ", means" : "")
                + Garch switch { null => "", GarchDistribution.Normal => " with GARCH", _ => " with GARCH-t" };
            transform += Fourier is null ? "" : " with Fourier terms of " + string.Join(" and ", Fourier.Select(SeasonText));
            transform += Covariates is null ? "" : " on " + CovariateNames.InLabel(Covariates);
            if (Auto is { } search)
            {
                var criterion = Criterion == InformationCriterion.Aicc ? "" : $", {Criterion.ToString().ToUpperInvariant()}";
                return $"Auto ARIMA ({search.ToString().ToLowerInvariant()}{(Stationary ? ", stationary" : "")}{criterion}){(EstimatedPeriod > 1 ? $"[{EstimatedPeriod}]" : "")}{transform}";
            }

            var seasonal = SeasonalP + SeasonalD + SeasonalQ > 0 ? $"({SeasonalP},{SeasonalD},{SeasonalQ})[{Period}]" : "";
            var constant = !HasConstant ? "" : D + SeasonalD == 0 ? " + mean" : " + drift";
            return $"ARIMA({P},{D},{Q}){seasonal}{constant}{transform}";
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutomatic => Auto is not null;

    /// <inheritdoc/>
    [JsonIgnore]
    internal override bool HasOneSeason => IsAutomatic && Fourier is null;

    /// <inheritdoc/>
    [JsonIgnore]
    internal override bool UsesCovariates => Covariates is not null;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength => Auto is not null
        ? LeastForSearch
        : (Covariates?.Count ?? 0) + (Fourier?.Sum(season => 2 * (season.Terms ?? 0)) ?? 0) + D + (SeasonalD * Period)
            + Math.Max(P + (SeasonalP * Period), Q + (SeasonalQ * Period)) + ParameterCount + 2;

    /// <summary>Number of estimated coefficients, without the innovations' variance.</summary>
    [JsonIgnore]
    public int ParameterCount => P + Q + SeasonalP + SeasonalQ + (HasConstant ? 1 : 0);

    private static string SeasonText(FourierTerms season) => string.Create(
        CultureInfo.InvariantCulture, $"{season.SeasonLength}{(season.Terms is { } terms ? $" ({terms})" : "")}");
}
