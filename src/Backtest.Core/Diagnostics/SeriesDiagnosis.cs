namespace Backtest.Core.Diagnostics;

/// <summary>
/// Tests of a series before models are fitted to it. A member is null if the values do not determine it;
/// <see cref="Undetermined"/> then has the reason. No member is ever NaN or infinite.
/// </summary>
/// <remarks>
/// Counts, mean, standard deviation and range cover all values. The tests use the last 100,000.
/// </remarks>
public sealed record SeriesDiagnosis
{
    private const double Significance = 0.05;

    /// <summary>Number of values, missing ones included.</summary>
    public required int Count { get; init; }

    /// <summary>Number of values, the last ones, that the tests used; null if they used all.</summary>
    public int? Tested { get; init; }

    /// <summary>Number of missing values.</summary>
    public required int Missing { get; init; }

    /// <summary>Mean of the observed values.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation of the observed values, with divisor n - 1.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Smallest observed value.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest observed value.</summary>
    public double? Maximum { get; init; }

    /// <summary>The season length m that the tests assumed: the given one, else the detected one; 1 for none.</summary>
    public required int SeasonLength { get; init; }

    /// <summary>Strength of that season from 0 to 1; see <see cref="Diagnostics.SeasonalStrength"/>.</summary>
    public double? SeasonalStrength { get; init; }

    /// <summary>The season detected in the values, whichever was given; null if there is none.</summary>
    public DetectedSeason? DetectedSeason { get; init; }

    /// <summary>Ljung-Box test of the values: can anything be forecast at all?</summary>
    public PortmanteauResult? WhiteNoise { get; init; }

    /// <summary>Augmented Dickey-Fuller test of the values, with a constant.</summary>
    public AugmentedDickeyFullerResult? UnitRoot { get; init; }

    /// <summary>KPSS test of the values, around a level.</summary>
    public KpssResult? Stationarity { get; init; }

    /// <summary>Suggested number of first differences d, after the seasonal ones.</summary>
    public int? D { get; init; }

    /// <summary>Suggested number of seasonal differences D.</summary>
    public int? SeasonalD { get; init; }

    /// <summary>Jarque-Bera test of the values, differenced as suggested.</summary>
    public NormalityResult? Normality { get; init; }

    /// <summary>Engle's test of the values, differenced as suggested and less their mean: does the variance change?</summary>
    public ArchResult? Arch { get; init; }

    /// <summary>Why a member is null, by its name in camel case.</summary>
    public IReadOnlyDictionary<string, string> Undetermined { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the values pass as white noise at 5 %.</summary>
    public bool? IsWhiteNoise => WhiteNoise is null ? null : WhiteNoise.PValue >= Significance;

    /// <summary>
    /// True if both tests find the series stationary at 5 %, false if both find it not stationary; null if they differ.
    /// </summary>
    public bool? IsStationary
    {
        get
        {
            if (UnitRoot is null || Stationarity is null)
            {
                return null;
            }

            var rejectsUnitRoot = UnitRoot.PValue < Significance;
            return rejectsUnitRoot == Stationarity.PValue >= Significance ? rejectsUnitRoot : null;
        }
    }

    /// <summary>Runs the tests.</summary>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="seasonLength">Season length m of the run, at least 1; null to detect it.</param>
    public static SeriesDiagnosis Of(ReadOnlySpan<double> values, int? seasonLength = null)
    {
        if (seasonLength is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(seasonLength));
        }

        var undetermined = new UndeterminedMembers();
        var moments = Moments.Of(values);
        var data = ObservedValues.Recent(values).ToArray();
        var detected = undetermined.Try(nameof(DetectedSeason), () => SeasonDetection.Detect(data));
        var season = seasonLength ?? detected?.Length ?? 1;
        var lags = Portmanteau.DefaultLags(ObservedValues.Count(data), season);
        var differences = undetermined.TryValue(nameof(D), () => Differencing.Suggest(data, season));
        return new SeriesDiagnosis
        {
            Count = values.Length,
            Tested = data.Length < values.Length ? data.Length : null,
            Missing = values.Length - moments.Count,
            Mean = moments.Mean,
            StandardDeviation = moments.StandardDeviation,
            Minimum = moments.Minimum,
            Maximum = moments.Maximum,
            SeasonLength = season,
            SeasonalStrength = season > 1
                ? undetermined.TryValue(nameof(SeasonalStrength), () => Diagnostics.SeasonalStrength.Of(data, season))
                : null,
            DetectedSeason = detected,
            WhiteNoise = undetermined.Try(nameof(WhiteNoise), () => Portmanteau.LjungBox(data, lags)),
            UnitRoot = undetermined.Try(nameof(UnitRoot), () => AugmentedDickeyFuller.Test(data)),
            Stationarity = undetermined.Try(nameof(Stationarity), () => Kpss.Test(data)),
            D = differences?.D,
            SeasonalD = differences?.SeasonalD,
            Normality = undetermined.Try(nameof(Normality), () => JarqueBera.Test(Differenced(data, season, differences))),
            Arch = undetermined.Try(nameof(Arch), () => ArchLm.Test(Differenced(data, season, differences))),
            Undetermined = undetermined.Reasons,
        };
    }

    // Minus its mean, so that the ARCH test sees squared deviations.
    private static double[] Differenced(double[] values, int seasonLength, (int D, int SeasonalD)? differences)
    {
        var result = ObservedValues.Scaled(values);
        var magnitude = ObservedValues.Magnitude(result);
        var (first, seasonal) = differences ?? (0, 0);
        for (var k = 0; k < first + seasonal; k++)
        {
            result = Differencing.Difference(result, k < seasonal ? seasonLength : 1);
        }

        if (ObservedValues.Count(result) > 0 && ObservedValues.AreEqual(result, magnitude))
        {
            throw new UndefinedStatisticException("All differences are equal.");
        }

        ObservedValues.SubtractMean(result);
        return result;
    }
}
