using Backtest.Core.Evaluation;
using Backtest.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Evaluation;

public sealed class RollingOriginTests
{
    private static readonly Gen<(int Length, BacktestProtocol Protocol)> Protocols =
        from length in Gen.Choose(1, 200)
        from horizon in Gen.Choose(1, 20)
        from test in Gen.Choose(1, 30)
        from windows in Gen.Choose(1, 8)
        from step in Gen.Choose(1, 20)
        from gap in Gen.Choose(0, 5)
        from sliding in Gen.Choose(0, 60)
        select (length, new BacktestProtocol
        {
            Horizon = horizon,
            SeasonLength = 1,
            TestLength = test,
            Windows = windows,
            Step = step,
            Gap = gap,
            TrainingLength = sliding == 0 ? null : sliding,
        });

    [Fact]
    public void No_training_index_is_at_or_after_a_test_index() => RandomCases.Holds(Protocols, input =>
    {
        foreach (var window in RollingOrigin.Windows(input.Length, input.Protocol)
            .Concat(RollingOrigin.HoldOut(input.Length, input.Protocol)))
        {
            Assert.InRange(window.TrainingStart, 0, window.TrainingEnd - 1);
            Assert.Equal(window.TrainingEnd + input.Protocol.Gap, window.TestStart);
            Assert.InRange(window.TestEnd, window.TestStart + 1, input.Length);
        }
    }, 1000);

    [Fact]
    public void No_window_reaches_into_the_hold_out() => RandomCases.Holds(Protocols, input =>
    {
        var holdOutStart = input.Length - input.Protocol.TestLength;

        Assert.All(RollingOrigin.Windows(input.Length, input.Protocol), window => Assert.True(window.TestEnd <= holdOutStart));
        Assert.All(RollingOrigin.HoldOut(input.Length, input.Protocol), window => Assert.True(window.TestStart >= holdOutStart));
    }, 1000);

    [Fact]
    public void Windows_are_a_step_apart_and_end_at_the_hold_out() => RandomCases.Holds(Protocols, input =>
    {
        var windows = RollingOrigin.Windows(input.Length, input.Protocol);

        for (var k = 0; k < windows.Length; k++)
        {
            Assert.Equal(input.Length - input.Protocol.TestLength - ((windows.Length - 1 - k) * input.Protocol.Step), windows[k].TestEnd);
            Assert.Equal(input.Protocol.Horizon, windows[k].TestEnd - windows[k].TestStart);
            Assert.Equal(Math.Min(input.Protocol.TrainingLength ?? int.MaxValue, windows[k].TrainingEnd), windows[k].TrainingLength);
        }
    });

    [Fact]
    public void The_required_length_is_the_least_that_gives_every_window_its_training() => RandomCases.Holds(
        from input in Protocols
        from training in Gen.Choose(1, 50)
        select (Protocol: input.Protocol with { TrainingLength = null }, training),
        input =>
        {
            var length = RollingOrigin.RequiredLength(input.training, input.Protocol);
            var shorter = RollingOrigin.Windows(length - 1, input.Protocol);

            Assert.Equal(input.training, RollingOrigin.Windows(length, input.Protocol).Min(window => window.TrainingLength));
            Assert.True(shorter.Length < input.Protocol.Windows || shorter.Min(window => window.TrainingLength) < input.training);
        });

    [Fact]
    public void The_hold_out_is_covered_once_in_steps_of_the_horizon() => RandomCases.Holds(Protocols, input =>
    {
        var windows = RollingOrigin.HoldOut(input.Length, input.Protocol);
        var first = input.Length - input.Protocol.TestLength;

        // Values at the start may be lost only if nothing else is left for training.
        if (first > input.Protocol.Gap)
        {
            Assert.Equal(
                Enumerable.Range(first, input.Protocol.TestLength),
                windows.SelectMany(window => Enumerable.Range(window.TestStart, window.TestEnd - window.TestStart)));
        }

        Assert.All(windows.SkipLast(1), window => Assert.Equal(input.Protocol.Horizon, window.TestEnd - window.TestStart));
    });

    [Fact]
    public void A_hold_out_of_ten_has_origins_four_apart()
    {
        var protocol = new BacktestProtocol { Horizon = 4, SeasonLength = 1, TestLength = 10, Windows = 1, Step = 1 };

        Assert.Equal([(90, 94), (94, 98), (98, 100)], RollingOrigin.HoldOut(100, protocol)
            .Select(window => (window.TestStart, window.TestEnd)));
    }
}
