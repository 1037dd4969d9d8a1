namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>Display names of forms.</summary>
internal static class EtsLabel
{
    /// <summary>Such as <c>ETS(A,Ad,M)[12]</c>, and <c>ETS auto [12]</c> or <c>ETS average [12]</c> for several forms.</summary>
    public static string Of(EtsForm form, int seasonLength)
    {
        if (form is EtsForm.Auto or EtsForm.Average)
        {
            var several = form == EtsForm.Auto ? "ETS auto" : "ETS average";
            return seasonLength > 1 ? $"{several} [{seasonLength}]" : several;
        }

        var name = form.ToString();
        var season = EtsComponents.Of(form).IsSeasonal ? $"[{seasonLength}]" : "";
        return $"ETS({name[0]},{name[1..^1]},{name[^1]}){season}";
    }
}
