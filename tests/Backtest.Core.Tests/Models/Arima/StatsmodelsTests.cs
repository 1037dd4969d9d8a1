using System.Text.RegularExpressions;
using Backtest.Core.Models.Arima;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>
/// Exact maximum likelihood against statsmodels' ARIMA, which drops the first values of a differenced series in its own way.
/// </summary>
public sealed partial class StatsmodelsTests
{
    public static TheoryData<string> Names =>
        [.. ReferenceFile.Read("statsmodels_arima.json").GetProperty("results").EnumerateObject().Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_likelihood_is_no_lower_and_forecasts_of_the_same_optimum_are_the_same(string name)
    {
        var file = ReferenceFile.Read("statsmodels_arima.json");
        var expected = file.GetProperty("results").GetProperty(name);
        var orders = Numbers()
            .Matches(name[name.IndexOf('|', StringComparison.Ordinal)..])
            .Select(match => int.Parse(match.Value))
            .ToArray();
        var series = name[..name.IndexOf('(', StringComparison.Ordinal)];
        var y = series == "rain" ? file.GetProperty("rain722").Doubles() : ArimaReference.Series(series);
        var spec = new ArimaSpec
        {
            P = orders[0],
            D = orders[1],
            Q = orders[2],
            SeasonalP = orders[3],
            SeasonalD = orders[4],
            SeasonalQ = orders[5],
            Period = Math.Max(1, orders[6]),
            Constant = false,
        };

        var model = ArimaFitter.Fit(y, spec, TestContext.Current.CancellationToken);

        var logLikelihood = expected.GetProperty("loglik").GetDouble();
        Assert.True(
            model.LogLikelihood!.Value >= logLikelihood - (1e-4 * Math.Abs(logLikelihood)),
            $"{model.LogLikelihood!.Value} against {logLikelihood}");
        if (expected.GetProperty("converged").GetBoolean()
            && Math.Abs(model.LogLikelihood!.Value - logLikelihood) < 1e-5 * Math.Abs(logLikelihood))
        {
            var point = model.FromState(expected.GetProperty("forecast").GetArrayLength(), []).Point;
            Assert.All(expected.GetProperty("forecast").Doubles(), (value, h) => Assert.Equal(value, point[h], 2e-3 * Math.Abs(value)));
        }
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
