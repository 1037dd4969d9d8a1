using Backtest.Core.Evaluation;
using Backtest.Core.Models.Baselines;

namespace Backtest.Core.Tests.Evaluation;

/// <summary>
/// Quarterly beer production of Australia in megalitres, 1992 to 2010 (Australian Bureau of Statistics, cat. 8301.0.55.001),
/// and the accuracy of the baselines on 2008 Q1 to 2010 Q2 as Hyndman and Athanasopoulos print it: Forecasting: Principles
/// and Practice, 3rd ed., section 5.8.
/// </summary>
public sealed class PublishedAccuracyTests
{
    private const int TrainingLength = 64;

    private static readonly double[] Beer =
    [
        443, 410, 420, 532, 433, 421, 410, 512, 449, 381, 423, 531, 426, 408, 416, 520, 409, 398, 398, 507, 432, 398, 406, 526, 428,
        397, 403, 517, 435, 383, 424, 521, 421, 402, 414, 500, 451, 380, 416, 492, 428, 408, 406, 506, 435, 380, 421, 490, 435, 390,
        412, 454, 416, 403, 408, 482, 438, 386, 405, 491, 427, 383, 394, 473, 420, 390, 410, 488, 415, 398, 419, 488, 414, 374,
    ];

    [Theory]
    [InlineData(BaselineMethod.Mean, 38.45, 34.83, 8.28, 2.44)]
    [InlineData(BaselineMethod.Naive, 62.69, 57.40, 14.18, 4.01)]
    [InlineData(BaselineMethod.SeasonalNaive, 14.31, 13.40, 3.17, 0.94)]
    [InlineData(BaselineMethod.Drift, 64.90, 58.88, 14.58, 4.12)]
    public void Baselines_are_as_accurate_as_the_book_says(BaselineMethod method, double rmse, double mae, double mape, double mase)
    {
        var horizon = Beer.Length - TrainingLength;
        var protocol = new BacktestProtocol { Horizon = horizon, SeasonLength = 4, TestLength = horizon, Windows = 1, Step = 1 };

        var metrics =
            Evaluator.RunHoldOut(Beer, new BaselineSpec(method, 4), protocol, TestContext.Current.CancellationToken).Score!.Overall;

        // Printed with two decimals.
        Assert.Equal(rmse, metrics.Rmse, 0.005);
        Assert.Equal(mae, metrics.Mae, 0.005);
        Assert.Equal(mape, metrics.Mape!.Value, 0.005);
        Assert.Equal(mase, metrics.Mase!.Value, 0.005);
    }
}
