using System.Text;
using Backtest.Core.Planning;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Planning;

public sealed class HalvingRoundsTests
{
    // One in three continues, with three times the epochs: 30 / 9 rounded up, 30 / 3, 30.
    [Theory]
    [InlineData(
        """{ "search": "halving", "lstm": { "units": [2, 3, 4], "lookBack": [4, 5, 6], "epochs": 30 } }""",
        "Halving trains 9 LSTMs for 4 epochs, then the best 3 of them for 10 epochs, then the best of them for 30 epochs.")]
    [InlineData(
        """{ "search": { "method": "halving", "reduction": 2, "rounds": 2 }, "lstm": [{ "units": 2, "epochs": [10, 20] }, { "units": 3, "epochs": 40 }] }""",
        "Halving trains 2 LSTMs for 10 to 20 epochs, then the best of them for 20 to 40 epochs. "
            + "If a block gives several numbers of epochs, the largest counts.")]
    [InlineData("""{ "search": "halving", "theta": {} }""", null)]
    [InlineData("""{ "lstm": { "units": [2, 3], "epochs": 30 } }""", null)]
    public void A_halving_search_says_what_its_rounds_train(string json, string? expected)
    {
        var series = new TimeSeries("x", [.. Enumerable.Range(0, 80).Select(t => t + (5 * Math.Sin(t)))]);
        var grid = GridReader.Read(Encoding.UTF8.GetBytes(json));

        var reasons = ProtocolReasons.Of(series, grid, Planner.Plan(series, grid));

        Assert.Equal(expected, reasons.GetValueOrDefault("search"));
    }
}
