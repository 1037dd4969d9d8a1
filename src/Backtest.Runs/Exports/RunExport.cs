using System.Runtime.CompilerServices;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Backtest.Storage.Results;

namespace Backtest.Runs.Exports;

/// <summary>
/// Exports the results of a run for all of its series as tables in long format: a row per series and time, with the column names of
/// Nixtla's tools.
/// </summary>
/// <param name="store">The blob storage.</param>
/// <param name="options">Options of the intervals.</param>
/// <param name="clock">The time.</param>
public sealed class RunExport(IBlobStore store, BacktestOptions options, TimeProvider clock)
{
    private const string Id = "unique_id";

    /// <summary>Forecasts of the published trial of every series: unique_id, ds, model, yhat, and bounds per level.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">Horizon and levels.</param>
    /// <param name="cancellationToken">Stops between two series.</param>
    public RunTable Forecasts(RunKey run, ForecastRequest request, CancellationToken cancellationToken) => RunTable.Of(
        [Id, "ds", "model", "yhat", .. ForecastExport.Bounds(request.Levels)],
        RowsAsync(run, (store, series, stop) => ForecastRowsAsync(store, series, request, stop), cancellationToken));

    /// <summary>
    /// Forecasts of every trial in every window, with the actual values: unique_id, ds, cutoff, model, trial, y, yhat, and the bounds of
    /// the 80 % and 95 % intervals, which are null if there are none; see <see cref="WindowIntervals"/>. The trials of a window knew no
    /// value after its cutoff.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="trial">The only trial to export; null for all.</param>
    /// <param name="cancellationToken">Stops between two series.</param>
    public RunTable Predictions(RunKey run, TrialId? trial, CancellationToken cancellationToken) => RunTable.Of(
        [
            Id, "ds", "cutoff", "model", "trial", "y", "yhat",
            .. ForecastExport.Bounds(WindowInterval.KeptLevels.Select(level => 100 * level)),
        ],
        RowsAsync(run, (store, series, stop) => PredictionRowsAsync(store, series, trial, stop), cancellationToken));

    /// <summary>The ranked trials of every series, with the id of the series.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops between two series.</param>
    public RunTable Leaderboards(RunKey run, CancellationToken cancellationToken) => RunTable.Of(
        [Id, .. LeaderboardExport.Columns],
        RowsAsync(run, (_, series, stop) => LeaderboardRowsAsync(series), cancellationToken));

    private async IAsyncEnumerable<IReadOnlyList<object?>> RowsAsync(
        RunKey run,
        Func<IBlobStore, RankedSeries, CancellationToken, IAsyncEnumerable<IReadOnlyList<object?>>> rowsOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (source, series) in SeriesAsync(run, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var row in rowsOf(source, series, cancellationToken).ConfigureAwait(false))
            {
                yield return row;
            }
        }
    }

    // The series with a result, and the store of their files: for a chunk, one in memory.
    private async IAsyncEnumerable<(IBlobStore Source, RankedSeries Series)> SeriesAsync(
        RunKey run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (run.Index is not null || await store.ReadRequiredAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false)
            is not { Panel: { } panel })
        {
            if (await RankedAsync(store, run, cancellationToken).ConfigureAwait(false) is { } only)
            {
                yield return (store, only);
            }

            yield break;
        }

        for (var number = 0; number < panel.Chunks.Count; number++)
        {
            var chunk = panel.Chunks[number];
            var staged = new StagedStore(BlobLayout.Folder(run), clock, store);
            string[] packs =
            [
                BlobLayout.ChunkPlan(run, number),
                .. BlobLayout.ChunkBatches(run, number, chunk.BatchPacks),
                BlobLayout.ChunkResult(run, number),
            ];
            foreach (var pack in packs)
            {
                staged.Add(await store.ReadAsync(pack, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidDataException($"The pack {pack} is not stored."));
            }

            for (var index = chunk.First; index < chunk.First + chunk.Count; index++)
            {
                if (await RankedAsync(staged, run with { Index = index }, cancellationToken).ConfigureAwait(false) is { } series)
                {
                    yield return (staged, series);
                }
            }
        }
    }

    private static async Task<RankedSeries?> RankedAsync(IBlobStore source, RunKey run, CancellationToken cancellationToken) =>
        await source.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false) is { } leaderboard
            ? new RankedSeries(
                run,
                leaderboard,
                (await source.ReadRequiredAsync<SeriesDocument>(BlobLayout.Values(run), cancellationToken).ConfigureAwait(false))
                    .ToSeries())
            : null;

    private async IAsyncEnumerable<IReadOnlyList<object?>> ForecastRowsAsync(
        IBlobStore source, RankedSeries series, ForecastRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var model = await ServedModel
            .LoadAsync(source, series.Run, series.Leaderboard.Published, isFinal: true, options, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The published trial of run {series.Run} is not stored.");
        var answer = Forecast(model, series.Values, request);
        foreach (var step in answer.Forecast)
        {
            yield return
            [
                series.Id, step.Time is { } time ? time : series.Values.Length + step.Step, answer.Label, step.Value,
                .. step.Intervals.SelectMany(bounds => new object?[] { bounds.Lower, bounds.Upper }),
            ];
        }
    }

    private static ForecastAnswer Forecast(ServedModel model, TimeSeries series, ForecastRequest request)
    {
        try
        {
            return model.Forecast(series, request, isFittedToAll: true);
        }
        catch (FitException problem)
        {
            throw new InputException(
                $"{model.Label} cannot forecast the series '{series.Id ?? series.Name}': {problem.Message}",
                "horizon",
                "Ask for fewer steps.");
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<object?>> PredictionRowsAsync(
        IBlobStore source, RankedSeries series, TrialId? trial, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = await source.ReadRequiredAsync<RunPlan>(BlobLayout.Plan(series.Run), cancellationToken).ConfigureAwait(false);
        foreach (var row in series.Leaderboard.Rows.Where(row => row.Metrics is not null && (trial is null || row.Trial == trial)))
        {
            var path = BlobLayout.Trial(series.Run, row.Trial);
            var result = await source.ReadRequiredAsync<TrialDocument>(path, cancellationToken).ConfigureAwait(false);
            if (result.Score is not { } score)
            {
                continue;
            }

            var calibration = Calibration.Of(score, null, plan.Protocol!, options);
            foreach (var window in score.Windows)
            {
                var intervals = WindowIntervals.Of(window, calibration, plan.Protocol!);
                for (var step = 0; step < window.Yhat.Count; step++)
                {
                    yield return
                    [
                        series.Id, At(series.Values, window.TestStart + step), At(series.Values, window.Cutoff), row.Label,
                        row.Trial.ToString(), window.Y[step], window.Yhat[step], .. Bounds(intervals, step),
                    ];
                }
            }
        }
    }

    private static IEnumerable<object?> Bounds(IReadOnlyList<WindowInterval> intervals, int step) => WindowInterval.KeptLevels
        .Select(level => intervals.FirstOrDefault(interval => interval.Level == 100 * level))
        .SelectMany(interval => new object?[] { interval?.Lower[step], interval?.Upper[step] });

    // Without times, a value is identified by its place in the series, counted from 1.
    private static object At(TimeSeries series, int index)
    {
        object place = index + 1;
        return series.TimeAt(index) ?? place;
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?>> LeaderboardRowsAsync(RankedSeries series)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var row in LeaderboardExport.Rows(series.Leaderboard))
        {
            yield return [series.Id, .. row];
        }
    }

    private sealed record RankedSeries(RunKey Run, Leaderboard Leaderboard, TimeSeries Values)
    {
        public string Id => Values.Id ?? Values.Name;
    }
}
