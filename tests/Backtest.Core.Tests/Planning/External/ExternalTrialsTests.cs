using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.External;
using Backtest.Core.Planning;
using Backtest.Core.Planning.External;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Planning.External;

public sealed class ExternalTrialsTests
{
    private static readonly Grid Asked = new() { Horizon = 3, Windows = 2, TestLength = 3, SeasonLength = 1, Blocks = [] };

    // Two windows of three before three values that are held out: the cutoffs are the 11th and the 14th value, and the 17th.
    private static readonly int[] Known = [11, 14, 17];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forecasts_are_scored_by_the_distance_from_what_happened(bool hasTimes)
    {
        var series = Series(hasTimes);
        var grid = Asked with { External = [File(Csv(series, known => 0.5))] };

        var spec = Assert.IsType<ExternalSpec>(Assert.Single(Planner.Plan(series, grid).Trials, trial => trial.Spec is ExternalSpec).Spec);

        Assert.Equal(Known, spec.Forecasts.Select(forecast => forecast.Known));
        var protocol = Planner.Plan(series, grid).Protocol;
        var windows = Evaluator.Run(History.Of(series), spec, protocol, CancellationToken.None);
        var holdOut = Evaluator.RunHoldOut(History.Of(series), spec, protocol, CancellationToken.None);
        Assert.Equal(0.5, windows.Score!.Overall.Mae, 1e-12);
        Assert.Equal((0.5, 3), (Math.Round(holdOut.Score!.Overall.Mae, 12), holdOut.Score.Windows[0].Yhat.Count));
    }

    // The forecast is 0.5 too high: bounds 1 away cover, the 80 % bounds 0.25 away miss by a quarter. MSIS divides by the mean change.
    [Theory]
    [InlineData("lo-95,hi-95")]
    [InlineData("lo,hi")]
    public void Bounds_are_scored_by_coverage_width_and_interval_score(string wide)
    {
        var series = Series(hasTimes: true);
        var lines = Csv(series, _ => 0.5).TrimEnd().Split('\n');
        var csv = $"{lines[0]},lo-80,hi-80,{wide}\n" + string.Concat(lines.Skip(1).Select(line =>
        {
            var yhat = double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{line},{yhat - 0.25},{yhat + 0.25},{yhat - 1},{yhat + 1}\n");
        }));
        var plan = Planner.Plan(series, Asked with { External = [File(csv)] });
        var spec = Assert.Single(plan.Trials, trial => trial.Spec is ExternalSpec).Spec;

        var windows = Evaluator.Run(History.Of(series), spec, plan.Protocol, CancellationToken.None).Score!;
        var holdOut = Evaluator.RunHoldOut(History.Of(series), spec, plan.Protocol, CancellationToken.None).Score!;

        foreach (var metrics in new[] { windows.Overall, windows.Windows[1].Metrics!, holdOut.Overall })
        {
            Assert.Equal((0.0, 1.0), (metrics.Coverage80, metrics.Coverage95));
            Assert.Equal(0.5, metrics.Width80!.Value, 1e-9);
            Assert.Equal(2, metrics.Width95!.Value, 1e-9);
            Assert.Equal(0.5 + (2 / 0.2 * 0.25), metrics.Winkler80!.Value, 1e-9);
            Assert.Equal(2, metrics.Winkler95!.Value, 1e-9);
            Assert.Equal(2 * metrics.Mase!.Value / 0.5, metrics.Msis!.Value, 1e-9);
            Assert.Equal((null, null), (metrics.Pinball, metrics.Crps));
        }

        Assert.Equal([80.0, 95], windows.Windows[0].Intervals!.Select(interval => interval.Level));
    }

    [Fact]
    public void Other_forecasts_are_another_trial_and_the_same_ones_the_same()
    {
        var series = Series(hasTimes: true);
        string Id(double error) => Assert.Single(
            Planner.Plan(series, Asked with { External = [File(Csv(series, _ => error))] }).Trials,
            trial => trial.Spec is ExternalSpec).Id;

        Assert.Equal(Id(0.5), Id(0.5));
        Assert.NotEqual(Id(0.5), Id(0.25));
    }

    [Fact]
    public void Without_forecasts_of_the_hold_out_the_windows_are_scored_alone()
    {
        var series = Series(hasTimes: true);
        var grid = Asked with { External = [File(Csv(series, _ => 1, [11, 14]))] };
        var spec = (ExternalSpec)Assert.Single(Planner.Plan(series, grid).Trials, trial => trial.Spec is ExternalSpec).Spec;

        var holdOut = Evaluator.RunHoldOut(
            History.Of(series), spec, Planner.Plan(series, grid).Protocol, CancellationToken.None);

        Assert.Equal(TrialStatus.Failed, holdOut.Status);
        Assert.Equal("'mine' has no forecasts made after value 17.", holdOut.Reason);
    }

    [Theory]
    [InlineData("ds,cutoff\n2001-12-01,2001-11-01\n", "The forecasts have no column 'yhat'.", "external 'mine', line 1")]
    [InlineData("ds,cutoff,yhat\n2001-12-01,2001-11-01,x\n", "'x' is not a number.", "external 'mine', line 2, column 'yhat'")]
    [InlineData(
        "ds,cutoff,yhat\n2001-12-01,2001-11-01,1\n2002-01-01,2001-11-01,2\n2002-02-01,2001-11-01,3\n2002-02-01,2002-01-01,1\n",
        "There are no forecasts of the series from the cutoff 2002-02-01, at which a window begins.",
        "external 'mine', line 5")]
    [InlineData(
        "ds,cutoff,yhat\n2001-12-01,2001-11-01,1\n2002-02-01,2001-11-01,3\n",
        "From the cutoff 2001-11-01 there is no forecast of 2002-01-01.",
        "external 'mine', line 2")]
    [InlineData(
        "ds,cutoff,yhat\n2001-12-01,2001-11-01,1\n2002-01-01,2001-11-01,\n2002-02-01,2001-11-01,3\n",
        "The row has no forecast.",
        "external 'mine', line 3")]
    [InlineData("ds,cutoff,yhat,lo\n2001-12-01,2001-11-01,1,0\n", "The forecasts have no column 'hi'.", "external 'mine', line 1")]
    [InlineData(
        "ds,cutoff,yhat,lo,hi,lo-95,hi-95\n2001-12-01,2001-11-01,1,0,2,0,2\n",
        "The 95 % bounds are given twice.",
        "external 'mine', column 'lo'")]
    [InlineData(
        "ds,cutoff,yhat,lo-80,hi-80\n2001-12-01,2001-11-01,1,2,0\n",
        "The lower bound is above the upper one.",
        "external 'mine', line 2, column 'lo-80'")]
    [InlineData(
        "ds,cutoff,yhat,lo-80,hi-80\n2001-12-01,2001-11-01,1,,0\n",
        "The row has one bound without the other.",
        "external 'mine', line 2, column 'lo-80'")]
    [InlineData(
        "ds,cutoff,yhat\n2001-12-01,2001-11-01,1\n2001-12-01,2001-11-01,2\n",
        "The series has another forecast of this time from this cutoff.",
        "external 'mine', line 3")]
    public void What_is_wrong_is_told_with_its_line(string csv, string what, string where)
    {
        var problem = Assert.Throws<InputException>(
            () => Planner.Plan(Series(hasTimes: true), Asked with { External = [File(csv)] })).Problem;

        Assert.Equal((what, where), (problem.What, problem.Where));
        Assert.NotEmpty(problem.Right);
    }

    [Fact]
    public void A_series_that_the_upload_does_not_have_is_refused_and_one_without_forecasts_goes_without()
    {
        var (a, b) = (Series(hasTimes: true) with { Id = "a" }, Series(hasTimes: true) with { Id = "b" });
        ExternalFile Of(string id) => File("unique_id," + Csv(a, _ => 1).Replace("\n", $"\n{id},", StringComparison.Ordinal)[..^$"{id},".Length]);

        ExternalTrials.Check([a, b], [], Asked with { External = [Of("a")] });
        var problem = Assert.Throws<InputException>(
            () => ExternalTrials.Check([a, b], [], Asked with { External = [Of("c")] })).Problem;

        Assert.Equal(("The upload has no series 'c'.", "external 'mine', line 2"), (problem.What, problem.Where));
        Assert.DoesNotContain(Planner.Plan(b, Asked with { External = [Of("a")] }).Trials, trial => trial.Spec is ExternalSpec);
    }

    private static ExternalFile File(string csv) => new("mine", csv);

    private static TimeSeries Series(bool hasTimes) => new(
        "x",
        [.. Enumerable.Range(0, 20).Select(t => 10 + (t % 4) + (0.1 * t))],
        hasTimes ? [.. Enumerable.Range(0, 20).Select(t => new DateTime(2001, 1, 1).AddMonths(t))] : null);

    // Actual values plus an error, from each origin.
    private static string Csv(TimeSeries series, Func<int, double> error, IEnumerable<int>? known = null) =>
        "ds,cutoff,yhat\n" + string.Concat((known ?? Known).SelectMany(origin => Enumerable.Range(origin, 3).Select(t => string.Create(
            CultureInfo.InvariantCulture, $"{Time(series, t)},{Time(series, origin - 1)},{series.Values[t] + error(origin)}\n"))));

    private static string Time(TimeSeries series, int index) =>
        series.Timestamps?[index].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? $"{index + 1}";
}
