using System.Reflection;
using Backtest.Core.Evaluation;
using Backtest.Storage;
using Backtest.Testing;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs.Tests;

/// <summary>The log of the steps.</summary>
public sealed class LogTests : IDisposable
{
    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "horizon": 4, "windows": 2, "baselines": ["naive", "mean"] }""", 1, TrialStatus.Done)]
    [InlineData(
        """{ "horizon": 4, "windows": 2, "arima": { "p": 1, "d": 1, "lambda": [null, 0] } }""", -1, TrialStatus.Done, TrialStatus.Failed)]
    [InlineData(
        """{ "search": "halving", "horizon": 4, "windows": 2, "lstm": { "lookBack": [4, 8, 12], "units": 2, "epochs": 9 } }""",
        1,
        TrialStatus.Done,
        TrialStatus.Pruned)]
    public async Task Every_trial_is_a_line_with_its_reason_where_it_has_one(string grid, double scale, params TrialStatus[] expected)
    {
        var run = await _bench.PlanAsync([.. Workbench.Values().Select(value => scale * value)], grid);

        var rows = (await _bench.Executor.RunAsync(run, null, Stop)).Series!.Rows.Where(row => row.Family != "ensemble").ToList();

        Assert.Equal(expected.Order(), rows.Select(row => row.Status).Distinct().Order());
        Assert.Equal(rows.Count, _bench.TrialLines.Count);
        Assert.All(rows, row => Assert.EndsWith(row.Reason
            ?? " s", Assert.Single(_bench.TrialLines, line => line.Contains($" {row.Trial} ", StringComparison.Ordinal))));
        Assert.DoesNotContain(_bench.Lines, line => line.Contains("(null)", StringComparison.Ordinal));

        // At the level information, a run is its plan, its end, and what failed.
        Assert.Equal(
            ["planned", .. rows.Where(row => row.Status == TrialStatus.Failed).Select(row => $"{row.Trial}"), "complete"],
            _bench.InformationLines.Select(line => line.Split(' ')[2].TrimEnd(':') is var word and not "trial" ? word : line.Split(' ')[3]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("y\n1\ntwo\n")]
    public async Task A_refused_run_is_a_line_with_its_problem(string csv)
    {
        await _bench.Store.WriteAsync(BlobLayout.Series("bad"), System.Text.Encoding.UTF8.GetBytes(csv), Stop);

        var refused = (await _bench.Planning.RunAsync("bad", Stop))!;

        Assert.EndsWith($"refused: {refused.Problem}", Assert.Single(_bench.Lines));
        Assert.DoesNotContain("(null)", _bench.Lines[0]);
    }

    [Fact]
    public void No_message_has_a_place_for_what_may_be_missing()
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var nullability = new NullabilityInfoContext();
        var messages = typeof(BatchStep).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(All))
            .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null)
            .ToList();

        Assert.NotEmpty(messages);
        Assert.All(
            messages.SelectMany(method => method.GetParameters()),
            parameter => Assert.Equal(NullabilityState.NotNull, nullability.Create(parameter).ReadState));
    }

    public void Dispose() => _bench.Dispose();
}
