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

    [Theory]
    [InlineData("dd/MM/yyyy", null, ',', "DS", "Cutoff", "YHAT")]
    [InlineData("MM/dd/yyyy", "monthFirst", ',', "ds", "cutoff", "yhat")]
    [InlineData("dd.MM.yyyy", "monthFirst", ';', "ds", "cutoff", "yhat")]
    [InlineData("yyyy-MM-dd", "dayFirst", ';', "ds", "cutoff", "yhat")]
    [InlineData("yyyy-MM-dd", "dd.MM.yyyy", '\t', "Ds", "CUTOFF", "Yhat")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss", "excel", ',', "ds", "cutoff", "yhat")]
    [InlineData("d-MMM-yyyy", null, ',', "ds", "cutoff", "yhat")]
    public void Dates_are_read_as_they_are_written_or_as_the_grid_says(
        string written, string? format, char separator, string ds, string cutoff, string yhat)
    {
        // Cutoffs of 7, 9 and 11 May 2001 alone do not tell the day from the month; the dates after the 12th do.
        var times = Enumerable.Range(0, 19).Select(t => new DateTime(2001, 4, 25).AddDays(t)).ToArray();
        var series = Series(hasTimes: true) with { Values = [.. Enumerable.Range(0, 19).Select(t => t % 4 + 0.5)], Timestamps = times };
        var grid = Asked with { Horizon = 2, TestLength = 2, Columns = new ColumnChoice { Format = format } };
        string Text(int t) => times[t].ToString(written, CultureInfo.InvariantCulture);
        var mark = separator == ';' ? ',' : '.';
        var csv = string.Join(separator, ds, cutoff, yhat) + "\n" + string.Concat(new[] { 13, 15, 17 }.SelectMany(known =>
            Enumerable.Range(known, 2).Select(t => string.Join(separator, Text(t), Text(known - 1), $"{t}{mark}25") + "\n")));

        var spec = Assert.IsType<ExternalSpec>(Assert.Single(
            Planner.Plan(series, grid with { External = [File(csv)] }).Trials, trial => trial.Spec is ExternalSpec).Spec);

        Assert.Equal([13, 15, 17], spec.Forecasts.Select(forecast => forecast.Known));
        Assert.Equal([13.25, 14.25], spec.Forecasts[0].Yhat);
    }

    [Theory]
    [InlineData("1.025", ",", 1025)]
    [InlineData("1.025", ".", 1.025)]
    [InlineData("1025.5", ",", 1025.5)]
    public void Numbers_are_read_as_they_are_written_or_as_the_grid_says(string written, string mark, double expected)
    {
        var series = Series(hasTimes: true);
        var csv = string.Concat(Csv(series, _ => 0).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select((line, k) => (k == 0 ? line : $"{line[..line.LastIndexOf(',')]},{written}").Replace(',', ';') + "\n"));
        var grid = Asked with { External = [File(csv)], Columns = new ColumnChoice { DecimalMark = mark } };

        var spec = (ExternalSpec)Assert.Single(Planner.Plan(series, grid).Trials, trial => trial.Spec is ExternalSpec).Spec;

        Assert.All(spec.Forecasts.SelectMany(forecast => forecast.Yhat), value => Assert.Equal(expected, value));
    }

    [Fact]
    public void Every_model_of_a_table_is_a_trial_and_identical_rows_count_once()
    {
        var series = Series(hasTimes: true);
        string Rows(string model, double error) => string.Concat(
            Csv(series, _ => error).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => $"{row},{model}\n"));
        var csv = "ds,cutoff,yhat,model\n" + Rows("Prophet", 1) + Rows("TBATS", 2) + Rows("Prophet", 1);

        var trials = Planner.Plan(series, Asked with { External = [File(csv)] }).Trials.Where(trial => trial.Spec is ExternalSpec).ToList();
        var one = Assert.Single(
            Planner.Plan(series, Asked with { External = [File("ds,cutoff,yhat,model\n" + Rows("TBATS", 2))] }).Trials,
            trial => trial.Spec is ExternalSpec);

        Assert.Equal(["mine: Prophet", "mine: TBATS"], trials.Select(trial => trial.Label).Order());
        Assert.Equal("mine", one.Label);
        Assert.Equal(
            "The grid has more than 2 trials.",
            Assert.Throws<InputException>(() => Planner.Plan(series, Asked with { External = [File(csv)] }, maxTrials: 2)).Problem.What);
    }

    [Fact]
    public void The_only_series_of_an_upload_has_the_forecasts_without_an_id_but_not_those_of_another_id()
    {
        var (named, unnamed) = (Series(hasTimes: true) with { Id = "a" }, Series(hasTimes: true));
        Grid With(params string[] ids) => Asked with
        {
            External = [File("unique_id,ds,cutoff,yhat\n" + string.Concat(ids.SelectMany(id => Csv(unnamed, _ => 1)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => $"{id},{row}\n"))))],
        };
        static string What(TimeSeries series, Grid grid) =>
            Assert.Throws<InputException>(() => ExternalTrials.Check([series], [], grid)).Problem.What;
        bool IsScored(TimeSeries series, Grid grid)
        {
            ExternalTrials.Check([series], [], grid);
            return Planner.Plan(series, grid).Trials.Any(trial => trial.Spec is ExternalSpec);
        }

        Assert.True(IsScored(named, Asked with { External = [File(Csv(unnamed, _ => 1))] }));
        Assert.True(IsScored(named, With("a")));
        Assert.True(IsScored(unnamed, With("whatever")));
        Assert.Equal("The upload has no series 'b'.", What(named, With("b")));
        Assert.Equal("The upload has no series 'b'.", What(named, With("a", "b")));
        Assert.Equal("The forecasts are of several series, and the upload has one.", What(unnamed, With("a", "b")));
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
