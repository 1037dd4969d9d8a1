using Backtest.Core.Series;

namespace Backtest.Core.Tests.Series.Csv.Building;

/// <summary>A rule combines several values for one time.</summary>
public sealed class RepeatsTests
{
    /// <summary>A store is a series of its own, whether or not one of its times comes twice.</summary>
    [Theory]
    [InlineData("store,date,sales")]
    [InlineData("Ort,date,sales")]
    [InlineData("unique_id,ds,y")]
    public void Ids_part_the_series_also_where_times_repeat_within_them(string header)
    {
        var series = Upload.ReadAll(
            $"{header}\nA,2020-01-01,1\nA,2020-01-01,2\nB,2020-01-01,10\nA,2020-01-02,3\nB,2020-01-02,20\nB,2020-01-02,30\nA,2020-01-03,4\nB,2020-01-03,40\n",
            new ColumnChoice { Repeats = RepeatRule.Sum });

        Assert.Equal(["x.A", "x.B"], series.Select(one => one.Name));
        Assert.Equal([3, 3, 4], series[0].Values);
        Assert.Equal([10, 50, 40], series[1].Values);
    }

    [Fact]
    public void Ids_part_the_series_whose_events_are_summed_by_a_step()
    {
        var series = Upload.ReadAll(
            "store,time,sales\nA,2020-01-01 08:15,1\nB,2020-01-01 09:00,10\nA,2020-01-01 17:30,2\nB,2020-01-01 19:00,20\nA,2020-01-02 "
                + "10:00,3\nB,2020-01-02 12:00,30\nA,2020-01-03 11:00,4\nB,2020-01-03 13:00,40\n",
            new ColumnChoice { Repeats = RepeatRule.Sum, Step = "day" });

        Assert.Equal([3, 3, 4], series[0].Values);
        Assert.Equal([30, 30, 40], series[1].Values);
    }

    /// <summary>Numbers that happen to occur once per time are not ids.</summary>
    [Fact]
    public void Values_beside_times_that_repeat_stay_values()
    {
        var series = Upload.Read(
            "sales,date\n11,2020-01-01\n12,2020-01-01\n11,2020-01-02\n12,2020-01-02\n11,2020-01-03\n12,2020-01-03\n",
            new ColumnChoice { Repeats = RepeatRule.Mean });

        Assert.Equal([11.5, 11.5, 11.5], series.Values);
    }

    [Theory]
    [InlineData("date,v\n2020-01-01,1\n2020-01-01,2\n2020-01-02,3\n2020-01-03,4\n")]
    [InlineData("date,v\n2020-01-03,4\n2020-01-02,3\n2020-01-01,1\n2020-01-01,2\n")]
    [InlineData("date,v\n2020-01-02,3\n2020-01-01,1\n2020-01-03,4\n2020-01-01,2\n")]
    public void The_last_of_several_is_the_last_in_the_file(string text) =>
        Assert.Equal([2, 3, 4], Upload.Read(text, new ColumnChoice { Repeats = RepeatRule.Last }).Values);
}
