using System.Text.Json.Nodes;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Files;

namespace Backtest.Runs.Inspections;

/// <summary>Describes the content of an upload and the plan of its runs, without storing anything.</summary>
/// <param name="planning">The planning step.</param>
/// <param name="options">Limits.</param>
/// <param name="clock">The time.</param>
public sealed class Inspector(PlanStep planning, BacktestOptions options, TimeProvider clock)
{
    private const int ShownSeries = 50;
    private const int ShownValues = 2_000;

    /// <summary>Inspects an upload.</summary>
    /// <param name="name">Name of the upload.</param>
    /// <param name="csv">Its content.</param>
    /// <param name="readGrid">Returns the grid; a problem with it is part of the result.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">The file is not a table.</exception>
    public async Task<Inspection> InspectAsync(
        string name, ReadOnlyMemory<byte> csv, Func<Task<Grid>> readGrid, CancellationToken cancellationToken)
    {
        // With an invalid grid, the series are still shown, as without one.
        var grid = new Grid();
        InputProblem? wrong = null;
        try
        {
            grid = await readGrid().ConfigureAwait(false);
        }
        catch (InputException problem)
        {
            wrong = problem.Problem;
        }

        using var place = planning.Enter(csv.Length);
        var file = SeriesFile.Inspect(csv, name, grid.Columns, options.CsvLimits, cancellationToken);
        var inspection =
            new Inspection { Name = name, Table = file.Reading, Grid = wrong is null ? Json(grid) : null, Problem = wrong ?? file.Problem };
        if (file.Problem is not null)
        {
            return inspection;
        }

        try
        {
            var series = file.Series;
            inspection = inspection with
            {
                SeriesCount = series.Count,
                Series = [.. series.Take(ShownSeries).Select(InspectedSeries.Of)],
                Values = SeriesValues.Thinned(series[0], ShownValues),
                CompleteGrid = Json(Planner.Complete(series[0], grid, series)),
            };
            if (inspection.Problem is not null)
            {
                return inspection;
            }

            var run = planning.Prepare(name, file, grid, clock.GetUtcNow(), cancellationToken);
            return inspection with { Diagnosis = run.First.Diagnosis, Plan = PlanOutline.Of(run, options.ParallelTrials) };
        }
        catch (InputException problem)
        {
            return inspection with { Problem = inspection.Problem ?? problem.Problem };
        }
    }

    private static JsonNode Json(Grid grid) => JsonNode.Parse(GridWriter.Write(grid))!;
}
