namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>The components of a form.</summary>
/// <param name="HasMultiplicativeErrors">Whether errors are relative to the forecast.</param>
/// <param name="HasTrend">Whether there is a trend.</param>
/// <param name="IsDamped">Whether the trend is damped.</param>
/// <param name="Season">How the season enters.</param>
internal readonly record struct EtsComponents(bool HasMultiplicativeErrors, bool HasTrend, bool IsDamped, EtsSeason Season)
{
    /// <summary>Whether there is a season.</summary>
    public bool IsSeasonal => Season != EtsSeason.None;

    /// <summary>Whether all values must be positive.</summary>
    public bool NeedsPositiveValues => HasMultiplicativeErrors || Season == EtsSeason.Multiplicative;

    /// <summary>Number of smoothing parameters: alpha, and beta, gamma and phi if the form has them.</summary>
    public int Smoothings => 1 + (HasTrend ? 1 : 0) + (IsSeasonal ? 1 : 0) + (IsDamped ? 1 : 0);

    /// <summary>The components of a form; its name has error, trend and season in this order.</summary>
    public static EtsComponents Of(EtsForm form)
    {
        var name = form.ToString();
        return new EtsComponents(
            name[0] == 'M',
            name[1] == 'A',
            name[2] == 'd',
            name[^1] switch { 'A' => EtsSeason.Additive, 'M' => EtsSeason.Multiplicative, _ => EtsSeason.None });
    }

    /// <summary>
    /// Number of estimated values: smoothing parameters and initial states; one seasonal state follows from the others.
    /// </summary>
    /// <param name="seasonLength">Season length m.</param>
    public int ParameterCount(int seasonLength) => Smoothings + 1 + (HasTrend ? 1 : 0) + (IsSeasonal ? seasonLength - 1 : 0);
}
