using Backtest.Core.Evaluation;
using Backtest.Core.Models.External;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Planning.External;

/// <summary>Trials of forecasts made elsewhere.</summary>
public static class ExternalTrials
{
    /// <summary>Checks that a grid's forecasts match the series of an upload.</summary>
    /// <param name="series">The series.</param>
    /// <param name="refused">Ids of unusable series.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="InputException">The upload lacks a series, or forecasts of a window are missing.</exception>
    public static void Check(IReadOnlyList<TimeSeries> series, IEnumerable<string> refused, Grid grid)
    {
        foreach (var file in grid.External)
        {
            var table = file.Table(grid.Columns);
            table.CheckIds([.. series.Select(one => one.Id), .. refused]);
            foreach (var one in series)
            {
                var protocol = Planner.Protocol(one, grid);
                if (RollingOrigin.Windows(one.Length, protocol).Length == protocol.Windows)
                {
                    _ = table.Of(one, protocol).Count();
                }
            }
        }
    }

    /// <summary>The trials of a series.</summary>
    internal static IEnumerable<ExternalSpec> Of(TimeSeries series, Grid grid, BacktestProtocol protocol) =>
        grid.External.SelectMany(file => file.Table(grid.Columns).Of(series, protocol));
}
