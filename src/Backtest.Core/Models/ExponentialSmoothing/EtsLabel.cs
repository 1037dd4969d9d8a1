namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>Names of forms for people.</summary>
internal static class EtsLabel
{
    /// <summary>Such as <c>ETS(A,Ad,M)[12]</c>, and <c>ETS auto [12]</c> for a choice of forms.</summary>
    public static string Of(EtsForm form, int seasonLength)
    {
        if (form == EtsForm.Auto)
        {
            return seasonLength > 1 ? $"ETS auto [{seasonLength}]" : "ETS auto";
        }

        var name = form.ToString();
        var season = EtsComponents.Of(form).IsSeasonal ? $"[{seasonLength}]" : "";
        return $"ETS({name[0]},{name[1..^1]},{name[^1]}){season}";
    }
}
