namespace Backtest.Core.Evaluation;

/// <summary>How trials are scored: which windows of the past are forecast from what, and what is held out.</summary>
public sealed record BacktestProtocol
{
    /// <summary>Steps to forecast from each origin, at least 1.</summary>
    public required int Horizon { get; init; }

    /// <summary>Season length m in observations, 1 for none; it scales MASE and the seasonal naive.</summary>
    public required int SeasonLength { get; init; }

    /// <summary>Number of last values that no selection sees; the winner alone is scored on them, once.</summary>
    public required int TestLength { get; init; }

    /// <summary>Number of rolling-origin windows before the hold-out, at least 1.</summary>
    public required int Windows { get; init; }

    /// <summary>Values from one origin to the next, at least 1.</summary>
    public required int Step { get; init; }

    /// <summary>Values left out between the end of the training part and the first one forecast.</summary>
    public int Gap { get; init; }

    /// <summary>Length of a sliding training part; null lets it expand from the first value.</summary>
    public int? TrainingLength { get; init; }

    /// <summary>Fit anew at every n-th window; 1 at each, 0 at the first alone.</summary>
    public int RefitEvery { get; init; } = 1;

    /// <summary>The metric that ranks the trials.</summary>
    public RankingMetric Metric { get; init; }

    /// <summary>Which of the ranked trials is published.</summary>
    public WinnerRule Winner { get; init; }
}
