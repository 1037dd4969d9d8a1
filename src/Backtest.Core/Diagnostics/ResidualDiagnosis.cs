namespace Backtest.Core.Diagnostics;

/// <summary>
/// Tests of a model's residuals: are they white noise, normal, of constant variance? A member is null if the residuals do not determine
/// it; <see cref="Undetermined"/> then has the reason. No member is ever NaN or infinite.
/// </summary>
public sealed record ResidualDiagnosis
{
    private const double Significance = 0.05;

    // As many as a plot of a correlogram shows.
    private const int CorrelogramLags = 36;

    /// <summary>Number of residuals, missing ones included.</summary>
    public required int Count { get; init; }

    /// <summary>Number of missing residuals.</summary>
    public required int Missing { get; init; }

    /// <summary>Mean of the observed residuals; far from 0, the model is biased.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation of the observed residuals, with divisor n - 1.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Autocorrelations and partial autocorrelations up to lag 36, or a fifth of the residuals.</summary>
    public Correlogram? Correlogram { get; init; }

    /// <summary>Ljung-Box test, with degrees of freedom reduced by the fitted parameters.</summary>
    public PortmanteauResult? WhiteNoise { get; init; }

    /// <summary>Jarque-Bera test.</summary>
    public NormalityResult? Normality { get; init; }

    /// <summary>Engle's test: does the variance change?</summary>
    public ArchResult? Arch { get; init; }

    /// <summary>Why a member is null, by its name in camel case.</summary>
    public IReadOnlyDictionary<string, string> Undetermined { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the residuals pass as white noise at 5 %.</summary>
    public bool? IsWhiteNoise => WhiteNoise is null ? null : WhiteNoise.PValue >= Significance;

    /// <summary>Runs the tests.</summary>
    /// <param name="residuals">Residuals in time order; missing ones are NaN.</param>
    /// <param name="seasonLength">Season length m, at least 1; 1 for none.</param>
    /// <param name="fittedParameters">Number of estimated ARMA coefficients, p + q + P + Q; 0 for other models.</param>
    public static ResidualDiagnosis Of(ReadOnlySpan<double> residuals, int seasonLength, int fittedParameters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seasonLength);
        ArgumentOutOfRangeException.ThrowIfNegative(fittedParameters);
        var undetermined = new UndeterminedMembers();
        var moments = Moments.Of(residuals);
        var data = residuals.ToArray();
        var lags = Portmanteau.DefaultLags(moments.Count, seasonLength, fittedParameters);
        return new ResidualDiagnosis
        {
            Count = residuals.Length,
            Missing = residuals.Length - moments.Count,
            Mean = moments.Mean,
            StandardDeviation = moments.StandardDeviation,
            Correlogram = undetermined.Try(
                nameof(Correlogram), () => Diagnostics.Correlogram.Of(data, Math.Clamp(moments.Count / 5, 1, CorrelogramLags))),
            WhiteNoise = undetermined.Try(nameof(WhiteNoise), () => Portmanteau.LjungBox(data, lags, fittedParameters)),
            Normality = undetermined.Try(nameof(Normality), () => JarqueBera.Test(data)),
            Arch = undetermined.Try(nameof(Arch), () => ArchLm.Test(data)),
            Undetermined = undetermined.Reasons,
        };
    }
}
