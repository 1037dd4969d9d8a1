namespace Backtest.Core.Planning;

/// <summary>One block of a grid: a model family and, per axis, the values to try. Its trials are their Cartesian product.</summary>
/// <param name="Family">baseline, ets, theta, arima, lstm or ensemble.</param>
/// <param name="Axes">Axes in the order given, each with its checked values.</param>
/// <param name="IsAuto">Whether the blocks of the default grid are meant.</param>
public sealed record GridBlock(string Family, IReadOnlyList<GridBlockAxis> Axes, bool IsAuto = false);
