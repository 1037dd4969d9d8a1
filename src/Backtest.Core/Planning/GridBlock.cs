namespace Backtest.Core.Planning;

/// <summary>One block of a grid: a model family and the values to try for each axis. Its trials are their Cartesian product.</summary>
/// <param name="Family">baseline, ets, theta, arima, lstm or ensemble.</param>
/// <param name="Axes">Axes in the order given, each with its checked values.</param>
/// <param name="IsAuto">Whether it stands for the blocks of the default grid.</param>
public sealed record GridBlock(string Family, IReadOnlyList<GridBlockAxis> Axes, bool IsAuto = false);
