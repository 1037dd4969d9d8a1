using System.Globalization;
using Backtest.Core.Diagnostics;
using Backtest.Core.Series;

namespace Backtest.Reports;

/// <summary>Statistical tests of a series, in plain words with numbers.</summary>
public static class DiagnosisFacts
{
    /// <summary>Question, answer, and the test or number behind it.</summary>
    /// <param name="diagnosis">The tests.</param>
    /// <param name="text">The format of the series' values.</param>
    public static IEnumerable<(string Question, string Answer, string By)> Of(SeriesDiagnosis diagnosis, ValueText text)
    {
        yield return ("range",
            diagnosis is { Minimum: { } least, Maximum: { } most } ? $"{text.Show(least)} to {text.Show(most)}" : "unknown",
            $"mean {Number(diagnosis.Mean)}, standard deviation {Number(diagnosis.StandardDeviation)}");
        yield return ("missing values", diagnosis.Missing.ToString(CultureInfo.InvariantCulture), "");
        if (diagnosis.Tested is { } tested)
        {
            yield return ("tested values",
                string.Create(CultureInfo.InvariantCulture, $"the last {tested:N0} of {diagnosis.Count:N0}"),
                "the tests and the season use only these");
        }

        yield return (
            "season",
            diagnosis.SeasonLength > 1 ? $"{diagnosis.SeasonLength} values, {Strength(diagnosis.SeasonalStrength)}" : "none",
            diagnosis.DetectedSeason is { } detected ? $"the values show one of {detected.Length}" : "the values show none");
        yield return (
            "can it be forecast?",
            YesOrNo(diagnosis.IsWhiteNoise, "hardly: white noise", "yes: its values depend on earlier ones"),
            diagnosis.WhiteNoise is { } noise
                ? $"Ljung-Box over {noise.Lags} lags, {NumberText.PValue(noise.PValue)}"
                : Reason(diagnosis, "whiteNoise"));
        yield return (
            "is it stationary?",
            YesOrNo(diagnosis.IsStationary, "yes", "no"),
            diagnosis is { UnitRoot: { } root, Stationarity: { } kpss }
                ? $"augmented Dickey-Fuller {NumberText.PValue(root.PValue)}, KPSS {NumberText.PValue(kpss.PValue)}"
                : Reason(diagnosis, "unitRoot"));
        yield return (
            "differences",
            diagnosis.D is { } d ? $"d = {d}, D = {diagnosis.SeasonalD}" : "unknown",
            diagnosis.D is null ? Reason(diagnosis, "d") : "KPSS and seasonal strength");
        yield return (
            "normal changes?",
            YesOrNo(diagnosis.Normality is null ? null : diagnosis.Normality.PValue >= 0.05, "yes", "no"),
            diagnosis.Normality is { } normality
                ? $"Jarque-Bera {NumberText.PValue(normality.PValue)}, skewness {Number(normality.Skewness)}, kurtosis {Number(normality.Kurtosis)}"
                : Reason(diagnosis, "normality"));
        yield return (
            "constant variance?",
            YesOrNo(diagnosis.Arch is null ? null : diagnosis.Arch.PValue >= 0.05, "yes", "no"),
            diagnosis.Arch is { } arch
                ? $"Engle's test over {arch.Lags} lags, {NumberText.PValue(arch.PValue)}"
                : Reason(diagnosis, "arch"));
    }

    private static string YesOrNo(bool? answer, string yes, string no) =>
        answer switch { true => yes, false => no, null => "unclear" };

    private static string Reason(SeriesDiagnosis diagnosis, string member) => diagnosis.Undetermined.GetValueOrDefault(member, "");

    private static string Strength(double? strength) =>
        strength is { } value ? $"strength {NumberText.Show(value)} of 1" : "strength unknown";

    private static string Number(double? number) => number is { } value ? NumberText.Show(value) : "unknown";
}
