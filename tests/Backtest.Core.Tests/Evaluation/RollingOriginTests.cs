using Backtest.Core.Evaluation;
using Backtest.Core.Tests.Properties;
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
        foreach (var fold in RollingOrigin.Windows(input.Length, input.Protocol)
            .Concat(RollingOrigin.HoldOut(input.Length, input.Protocol)))
        {
            Assert.InRange(fold.TrainingStart, 0, fold.TrainingEnd - 1);
            Assert.Equal(fold.TrainingEnd + input.Protocol.Gap, fold.TestStart);
            Assert.InRange(fold.TestEnd, fold.TestStart + 1, input.Length);
        }
    }, 1000);

    [Fact]
    public void No_window_reaches_into_the_hold_out() => RandomCases.Holds(Protocols, input =>
    {
        var holdOutStart = input.Length - input.Protocol.TestLength;

        Assert.All(RollingOrigin.Windows(input.Length, input.Protocol), fold => Assert.True(fold.TestEnd <= holdOutStart));
        Assert.All(RollingOrigin.HoldOut(input.Length, input.Protocol), fold => Assert.True(fold.TestStart >= holdOutStart));
    }, 1000);

    [Fact]
    public void Windows_are_a_step_apart_and_end_at_the_hold_out() => RandomCases.Holds(Protocols, input =>
    {
        var folds = RollingOrigin.Windows(input.Length, input.Protocol);

        for (var k = 0; k < folds.Length; k++)
        {
            Assert.Equal(input.Length - input.Protocol.TestLength - ((folds.Length - 1 - k) * input.Protocol.Step), folds[k].TestEnd);
            Assert.Equal(input.Protocol.Horizon, folds[k].TestEnd - folds[k].TestStart);
            Assert.Equal(Math.Min(input.Protocol.TrainingLength ?? int.MaxValue, folds[k].TrainingEnd), folds[k].TrainingLength);
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

            Assert.Equal(input.training, RollingOrigin.Windows(length, input.Protocol).Min(fold => fold.TrainingLength));
            Assert.True(shorter.Length < input.Protocol.Windows || shorter.Min(fold => fold.TrainingLength) < input.training);
        });

    [Fact]
    public void The_hold_out_is_covered_once_in_steps_of_the_horizon() => RandomCases.Holds(Protocols, input =>
    {
        var folds = RollingOrigin.HoldOut(input.Length, input.Protocol);
        var first = input.Length - input.Protocol.TestLength;

        // Only where nothing is left to train on may its beginning be lost.
        if (first > input.Protocol.Gap)
        {
            Assert.Equal(
                Enumerable.Range(first, input.Protocol.TestLength),
                folds.SelectMany(fold => Enumerable.Range(fold.TestStart, fold.TestEnd - fold.TestStart)));
        }

        Assert.All(folds.SkipLast(1), fold => Assert.Equal(input.Protocol.Horizon, fold.TestEnd - fold.TestStart));
    });

    [Fact]
    public void A_hold_out_of_ten_has_origins_four_apart()
    {
        var protocol = new BacktestProtocol { Horizon = 4, SeasonLength = 1, TestLength = 10, Windows = 1, Step = 1 };

        Assert.Equal([(90, 94), (94, 98), (98, 100)], RollingOrigin.HoldOut(100, protocol).Select(fold => (fold.TestStart, fold.TestEnd)));
    }
}
