using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Panels;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Backtest.Testing.Storage;
using Microsoft.ML.OnnxRuntime;

namespace Backtest.Runs.Tests.Panels;

/// <summary>The run of an upload of several series.</summary>
public sealed class PanelRunTests : IDisposable
{
    private const string Grid = """{ "seasonLength": 4, "horizon": 4, "windows": 2, "arima": { "p": 1, "d": 1 }, "theta": {} }""";

    // Of more than one batch for each series.
    private static readonly string LongGrid = Workbench.Grid.Replace("\"epochs\": 5", "\"epochs\": 1600", StringComparison.Ordinal);

    private static readonly HashSet<string> PredictiveNames =
    [
        "coverage80", "width80", "coverage95", "width95", "winkler80", "winkler95", "msis", "pinball", "weightedQuantileLoss", "crps",
    ];

    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_series_has_the_result_that_it_has_alone()
    {
        var run = await PlanAsync("shop", [("A", Workbench.Values()), ("B", [.. Workbench.Values().Select(value => 2 * value)])], Grid);
        var panel = (await _bench.Executor.RunAsync(run, null, Stop)).Panel!;
        var alone = (await _bench.Executor.RunAsync(await _bench.PlanAsync(Workbench.Values(), Grid, "alone"), null, Stop)).Series!;

        Assert.Equal((2, 2, 0, 0), (panel.Series, panel.Done, panel.Failed, panel.Refused));
        var a = await LeaderboardAsync(run.Key, 0);
        Assert.Equal(alone.Published, a.Published);
        Assert.Equal(alone.Rows.Select(row => (row.Trial, row.Metrics)), a.Rows.Select(row => (row.Trial, row.Metrics)));
        Assert.Equal(
            alone.Rows.Select(row => (row.HoldOut?.Mse, row.HoldOut?.Mase, row.HoldOut?.Smape)),
            a.Rows.Select(row => (row.HoldOut?.Mse, row.HoldOut?.Mase, row.HoldOut?.Smape)));

        // One series is twice the other, so their relative errors and the mean of these are equal.
        Assert.Equal(
            a.Rows.First(row => row.Family == "arima").Metrics!.Mase!.Value,
            panel.Ranking.Families.First(rank => rank.Family == "arima").Mase,
            1e-6);
        Assert.Equal(a.Rows.First(row => row.Trial == a.Published).HoldOut!.Mase!.Value, panel.Ranking.HoldOut!.Mase, 1e-6);
        var (first, second) = (await ForecastAsync(run.Key, 0), await ForecastAsync(run.Key, 1));
        var own = (await _bench.Forecaster.ForecastAsync("alone", new ForecastRequest(null, [80], null), Stop))!;
        Assert.Equal(own.Forecast.Select(step => step.Value), first.Forecast.Select(step => step.Value));
        Assert.Equal(2 * first.Forecast[1].Value, second.Forecast[1].Value, 1e-3);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("../../etc")]
    [InlineData("Köln, Süd \"1\"")]
    [InlineData("=SUM(A1)")]
    public async Task An_id_is_any_text(string id)
    {
        var run = await PlanAsync("shop", [(id, Workbench.Values()), ("other", Workbench.Values(50))], Grid);
        await _bench.Executor.RunAsync(run, null, Stop);

        var key = (await _bench.Panels.FindAsync(run.Key, id, Stop))!.Value;
        Assert.Equal(id, (await LeaderboardAsync(run.Key, key.Index!.Value)).Id);
        Assert.Equal(id, (await ForecastAsync(run.Key, key.Index.Value)).Id);
        Assert.Null(await _bench.Panels.FindAsync(run.Key, "none", Stop));
    }

    [Fact]
    public async Task A_series_that_cannot_be_used_costs_the_others_nothing()
    {
        var csv = Csv([("good", Workbench.Values()), ("short", Workbench.Values(6)), ("fine", Workbench.Values(48))])
            + "twice,2001-01-01,1\ntwice,2001-01-01,2\n";
        var run = await PlanAsync("shop", csv, Grid);
        var panel = (await _bench.Executor.RunAsync(run, null, Stop)).Panel!;

        Assert.Equal((4, 2, 0, 2), (panel.Series, panel.Done, panel.Failed, panel.Refused));
        var rows = (await _bench.Panels.RowsAsync(run.Key, Stop))!;
        Assert.Equal(["good", "short", "fine", "twice"], rows.Select(row => row.Id));
        Assert.Contains("The series has 6 values", rows[1].Problem!.What);
        Assert.Contains("occurs twice", rows[3].Problem!.What);
        Assert.Equal((RunState.Refused, RunState.Done), (rows[1].State, rows[2].State));
    }

    [Fact]
    public async Task A_file_none_of_whose_series_can_be_used_is_refused()
    {
        var run = await PlanAsync("shop", [("a", Workbench.Values(6)), ("b", Workbench.Values(5))], Grid);

        Assert.Contains("The series has 6 values", run.Problem!.What);
    }

    [Fact]
    public async Task A_series_without_a_score_is_a_failed_row_and_the_others_are_published()
    {
        var run = await PlanAsync("shop", [("huge", [.. Workbench.Values().Select(v => 1e200 * v)]), ("good", Workbench.Values())], Grid);
        var panel = (await _bench.Executor.RunAsync(run, null, Stop)).Panel!;

        Assert.Equal((1, 1), (panel.Done, panel.Failed));
        var rows = (await _bench.Panels.RowsAsync(run.Key, Stop))!;
        Assert.Contains("No trial could be scored", rows[0].Problem!.What);
        Assert.Equal("good", Assert.Single(await RowsAsync(_bench.Export.Forecasts(run.Key, new ForecastRequest(1, [80], null), Stop)))[0]);
    }

    [Fact]
    public async Task What_a_kill_left_undone_is_all_that_is_done_again()
    {
        const string Small = """{ "seasonLength": 4, "horizon": 4, "windows": 2, "batchSeconds": 0.1, "lstm": { "lookBack": 4, "units": 4, "epochs": 600 } }""";
        var run = await PlanAsync("shop", [.. Enumerable.Range(0, 30).Select(k => ($"s{k}", Workbench.Values(40 + (k % 9))))], Small);
        var chunks = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!.Panel!.Chunks.Count;
        Assert.True(chunks > 2);
        using var stop = new CancellationTokenSource();
        var over = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Executor.RunAsync(run, null, stop.Token, new Told(_ =>
        {
            if (Interlocked.Increment(ref over) == 2)
            {
                stop.Cancel();
            }
        })));
        var before = await PacksAsync(run.Key);
        Assert.InRange(before.Count, 2, chunks - 1);

        await _bench.Executor.RunAsync(run, null, Stop);

        var after = await PacksAsync(run.Key);
        Assert.Equal(chunks, after.Count);
        Assert.All(before, pack => Assert.Equal(pack.Value, after[pack.Key]));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.99)]
    public async Task A_torn_pack_is_noticed_and_computed_again(double kept)
    {
        var run = await PlanAsync("shop", [("a", Workbench.Values()), ("b", Workbench.Values(50))], Grid);
        await _bench.Executor.RunAsync(run, null, Stop);
        var expected = await RowsAsync(_bench.Export.Predictions(run.Key, null, Stop));
        var path = BlobLayout.ChunkResult(run.Key, 0);
        var whole = (await _bench.Store.ReadAsync(path, Stop))!.Content;
        await _bench.Store.WriteAsync(path, whole[..(int)(kept * whole.Length)], Stop);

        var repaired = await _bench.Repairer.RunAsync(dryRun: false, Stop);

        Assert.Equal(path, Assert.Single(repaired).Path);
        Assert.Empty(await _bench.Repairer.RunAsync(dryRun: false, Stop));
        Assert.Equal(expected, await RowsAsync(_bench.Export.Predictions(run.Key, null, Stop)));
    }

    [Fact]
    public async Task Work_too_long_for_one_batch_is_split_and_gives_the_same()
    {
        (string, double[])[] series = [("a", Workbench.Values(40)), ("b", Workbench.Values(44))];
        var together = await PlanAsync("whole", series, LongGrid.Replace("0.1", "500", StringComparison.Ordinal));
        var split = await PlanAsync("split", series, LongGrid);
        var chunks = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(split.Key), Stop))!.Panel!.Chunks;
        Assert.All(chunks, chunk => Assert.True(chunk.IsSplit));

        await _bench.Executor.RunAsync(together, null, Stop);
        await _bench.Executor.RunAsync(split, null, Stop);

        Assert.Equal(
            await RowsAsync(_bench.Export.Predictions(together.Key, null, Stop)),
            await RowsAsync(_bench.Export.Predictions(split.Key, null, Stop)));
        var request = new ForecastRequest(null, [95], null);
        Assert.Equal(
            await RowsAsync(_bench.Export.Forecasts(together.Key, request, Stop)),
            await RowsAsync(_bench.Export.Forecasts(split.Key, request, Stop)));
    }

    [Fact]
    public async Task A_batch_that_is_given_up_costs_its_series_alone()
    {
        var run = await PlanAsync(
            "shop", [("a", Workbench.Values()), ("b", Workbench.Values(50)), ("c", Workbench.Values(44))], LongGrid);
        var panel = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!.Panel!;
        var batches = panel.Batches().SelectMany(round => round).ToList();
        for (var batch = 0; batch < batches.Count; batch++)
        {
            if (panel.Chunks[batches[batch].Chunk].First == 0)
            {
                await _bench.Work.FailBatchAsync(run.Key, batch, "Its batch failed.", Stop);
            }
        }

        var result = (await _bench.Executor.RunAsync(run, null, Stop)).Panel!;

        var rows = (await _bench.Panels.RowsAsync(run.Key, Stop))!;
        Assert.Equal(RunState.Failed, rows[0].State);
        Assert.Contains("Its batch failed.", rows[0].Problem!.What);
        Assert.Equal((3, 1), (result.Series, result.Failed));
    }

    [Fact]
    public async Task Status_counts_the_series()
    {
        var run = await PlanAsync("shop", [("a", Workbench.Values()), ("b", Workbench.Values(50))], Grid);
        var before = (await _bench.Catalog.StatusAsync(run.Key, Stop))!;
        await _bench.Executor.RunAsync(run, null, Stop);
        var after = (await _bench.Catalog.StatusAsync(run.Key, Stop))!;

        Assert.Equal((RunState.Running, 2, 0), (before.State, before.Panel!.Series, before.Panel.Done));
        Assert.Equal((RunState.Done, 2), (after.State, after.Panel!.Done));
        var series = (await _bench.Catalog.SummaryAsync("shop", "b", Stop))!;
        Assert.Equal((run.Key.Run, RunState.Done), (series.PublishedRun, Assert.Single(series.Runs).State));
        Assert.Equal(("shop", "b"), await _bench.Panels.ByNameAsync("shop.b", Stop));
        Assert.Null(await _bench.Panels.ByNameAsync("shop.c", Stop));
    }

    [Fact]
    public async Task Predictions_end_before_the_hold_out_and_every_row_is_there_once()
    {
        var run = await PlanAsync("shop", [("a", Workbench.Values()), ("b", Workbench.Values(50))], Grid);
        await _bench.Executor.RunAsync(run, null, Stop);

        var table = _bench.Export.Predictions(run.Key, null, Stop);
        var rows = await RowsAsync(table);

        Assert.Equal(["unique_id", "ds", "cutoff", "model", "trial", "y", "yhat", "lo-80", "hi-80", "lo-95", "hi-95"], table.Columns);

        // Four trials on two windows of four, on each of two series.
        Assert.Equal(2 * 4 * 2 * 4, rows.Count);
        Assert.Equal(rows.Count, rows.Select(row => (row[0], row[1], row[2], row[4])).Distinct().Count());
        var last = new DateTimeOffset(1960 + 60 - 4 - 1, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(last, rows.Where(row => (string)row[0]! == "a").Max(row => (DateTimeOffset)row[1]!));
        Assert.All(rows, row => Assert.True((DateTimeOffset)row[2]! < (DateTimeOffset)row[1]!));
    }

    // The leaderboard's metrics of intervals in the windows agree with the rows. Other models have bounds from what was known.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Predictions_have_the_bounds_that_were_scored_and_others_none_before_there_are_errors(int count)
    {
        var run = await PlanAsync(
            "shop",
            [.. Enumerable.Range(0, count).Select(k => ($"s{k}", Workbench.Values(60 + k)))],
            """
            { "seasonLength": 4, "horizon": 4, "windows": 3, "baselines": ["drift"], "ets": { "model": "AAN" }, "theta": {},
              "lstm": { "lookBack": 4, "units": 2, "epochs": 2 } }
            """);
        await _bench.Executor.RunAsync(run, null, Stop);
        var first = count == 1 ? run.Key : run.Key with { Index = 0 };
        var leaderboard = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(first), Stop))!;
        var rows = (await RowsAsync(_bench.Export.Predictions(first, null, Stop))).GroupBy(row => (string)row[4]!).ToList();

        Assert.Equal(leaderboard.Rows.Count, rows.Count);
        foreach (var trial in rows)
        {
            var metrics = leaderboard.Rows.Single(row => row.Trial.ToString() == trial.Key).Metrics!;
            Assert.All(trial.Where(row => row[7] is not null), row => Assert.True(
                (double)row[9]! <= (double)row[7]! && (double)row[7]! <= (double)row[8]! && (double)row[8]! <= (double)row[10]!));
            if (metrics.Coverage80 is null)
            {
                // Twelve steps: none is known before the first window.
                var windows = trial.GroupBy(row => row[2]).Select(window => window.All(row => row[7] is not null));
                Assert.Equal([false, true], windows.Distinct());
                continue;
            }

            Assert.Equal(metrics.Coverage80.Value, Share(trial, 7, 8), 1e-9);
            Assert.Equal(metrics.Coverage95!.Value, Share(trial, 9, 10), 1e-9);
            Assert.Equal(metrics.Width95!.Value, trial.Average(row => (double)row[10]! - (double)row[9]!), 1e-3 * metrics.Width95.Value);
        }

        Assert.Contains(rows, trial => trial.All(row => row[7] is not null));
        Assert.Contains(rows, trial => trial.Any(row => row[7] is null));

        static double Share(IEnumerable<IReadOnlyList<object?>> rows, int lower, int upper) =>
            rows.Average(row => (double)row[lower]! <= (double)row[5]! && (double)row[5]! <= (double)row[upper]! ? 1.0 : 0);
    }

    // Packs in the storage itself, where the series have no paths of their own.
    [Fact]
    public async Task A_pack_is_an_ordinary_archive_of_bundles_and_networks()
    {
        const string Lstm = """{ "seasonLength": 4, "horizon": 4, "windows": 2, "lstm": { "lookBack": 4, "units": 3, "epochs": 3 } }""";
        var run = await PlanAsync("shop", [("a", Workbench.Values()), ("b", Workbench.Values(50))], Lstm);
        await _bench.Executor.RunAsync(run, null, Stop);

        var pack = (await _bench.Store.ReadAsync(BlobLayout.ChunkResult(run.Key, 0), Stop))!;
        using var archive = new ZipArchive(new MemoryStream(pack.Content.ToArray()));

        var names = archive.Entries.Select(entry => entry.FullName).ToList();
        Assert.Equal(["rows.json", "series/0-1.json"], names.Where(name => Path.GetExtension(name) == ".json").Order());
        var network = names.First(name => name.StartsWith("series/1/models/", StringComparison.Ordinal));
        await using var stream = archive.GetEntry(network)!.Open();
        var content = new MemoryStream();
        await stream.CopyToAsync(content, Stop);
        using var session = new InferenceSession(content.ToArray());
        Assert.Equal(["window"], session.InputNames);
    }

    [Fact]
    public async Task Every_document_of_a_series_is_the_one_that_it_has_alone()
    {
        const string Auto = """{ "seasonLength": 4, "horizon": 3, "windows": 3, "ets": { "model": "auto" }, "arima": { "p": 1, "d": 1 } }""";
        var run = await PlanAsync("shop", [("a", Workbench.Values()), ("b", Workbench.Values(50))], Auto);
        await _bench.Executor.RunAsync(run, null, Stop);
        var alone = await PlanAsync("alone", [("a", Workbench.Values())], Auto);
        await _bench.Executor.RunAsync(alone, null, Stop);

        var compared = 0;
        await foreach (var blob in _bench.Store.ListAsync(BlobLayout.Folder(alone.Key), Stop)
            .Where(blob => blob.Path.EndsWith(".json", StringComparison.Ordinal)))
        {
            var (folder, there) = (BlobLayout.Folder(alone.Key), BlobLayout.Folder(run.Key with { Index = 0 }));
            var expected = JsonNode.Parse((await _bench.Store.ReadAsync(blob.Path, Stop))!.Content.Span)!.AsObject();
            var stored = await _bench.Store.ReadAsync(there + blob.Path[folder.Length..], Stop);
            if (stored is null)
            {
                // The last window's version of the published model is not served.
                Assert.Contains($"models/{(await LeaderboardAsync(alone.Key)).Published}.json", blob.Path, StringComparison.Ordinal);
                continue;
            }

            Documents.Check(stored);
            var actual = JsonNode.Parse(stored.Content.Span)!.AsObject();
            if (blob.Path.Contains("/trials/", StringComparison.Ordinal) && expected["score"] is { } score)
            {
                Near(score["steps"]!, actual["score"]!["steps"]!);
                Near(score["windows"]!, actual["score"]!["windows"]!);
                expected.Remove("score");
                actual.Remove("score");
                compared++;
            }

            // Bounds of the hold-out's intervals have six digits.
            if (expected["holdOutWindows"] is { } held)
            {
                Near(held, actual["holdOutWindows"]!);
                Assert.Equal(expected["rows"]!.AsArray().Count, actual["rows"]!.AsArray().Count);
                foreach (var (own, other) in expected["rows"]!.AsArray().Zip(actual["rows"]!.AsArray()))
                {
                    Near(own!["metrics"]!, other!["metrics"]!);
                    Assert.Equal(own["holdOut"] is null, other["holdOut"] is null);
                    Near(own["holdOut"] ?? new JsonObject(), other["holdOut"] ?? new JsonObject());
                    Near(own["holdOutWindows"] ?? new JsonArray(), other["holdOutWindows"] ?? new JsonArray());
                }

                expected.Remove("holdOutWindows");
                actual.Remove("holdOutWindows");
            }

            string[] differing =
            [
                "timing", "sha256", "run", "name", "id", "index", "upload", "source", "requestedAt", "rows", "plannedSeconds", "trials",
            ];
            foreach (var differs in differing)
            {
                expected.Remove(differs);
                actual.Remove(differs);
            }

            Assert.Equal(WithoutNotes(expected), WithoutNotes(actual));
        }

        Assert.Equal((await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(alone.Key), Stop))!.Trials.Count, compared);
    }

    // Columns of a predictive distribution have four digits, all others full precision.
    private static void Near(JsonNode expected, JsonNode actual)
    {
        if (expected is JsonObject one)
        {
            Assert.Equal(one.Select(property => property.Key), actual.AsObject().Select(property => property.Key));
            foreach (var (name, value) in one)
            {
                if (name is "lower" or "upper")
                {
                    Assert.Equal(
                        value!.AsArray().Select(bound => (double)bound!),
                        actual[name]!.AsArray().Select(bound => (double)bound!),
                        (a, b) => Math.Abs(a - b) <= 1e-4 * Math.Abs(a));
                }
                else if (value is JsonValue && PredictiveNames.Contains(name))
                {
                    Assert.Equal((double)value!, (double)actual[name]!, 1e-3 * Math.Abs((double)value!));
                }
                else if (value is not null)
                {
                    Near(value, actual[name]!);
                }
            }
        }
        else if (expected is JsonArray many)
        {
            Assert.Equal(many.Count, actual.AsArray().Count);
            for (var k = 0; k < many.Count; k++)
            {
                if (many[k] is { } element)
                {
                    Near(element, actual[k]!);
                }
            }
        }
        else
        {
            Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
        }
    }

    private static string WithoutNotes(JsonObject document)
    {
        document.Remove("notes");
        document["series"]?.AsObject().Remove("notes");
        return document.ToJsonString();
    }

    [Fact]
    public async Task Few_bytes_store_a_series()
    {
        using var folder = new TemporaryFolder();
        using var bench = new Workbench(store: new FolderBlobStore(folder.Path));
        const int Series = 40;
        const string Auto = """
            { "windows": 5, "baselines": ["naive", "seasonalNaive"], "ets": { "model": "auto" }, "theta": {}, "arima": { "auto": "stepwise" } }
            """;
        var random = new Random(3);
        var csv = new StringBuilder("unique_id,ds,y\n");
        for (var one = 0; one < Series; one++)
        {
            var (level, phase) = (50 + (450 * random.NextDouble()), 6 * random.NextDouble());
            for (var t = 0; t < 60; t++)
            {
                var value = level * (1 + (0.01 * t) + (0.2 * Math.Sin((t * Math.PI / 6) + phase)) + (0.1 * random.NextDouble()));
                csv.Append(CultureInfo.InvariantCulture, $"item {one},{2019 + (t / 12)}-{1 + (t % 12):D2}-01,{value:F2}\n");
            }
        }

        var prepared = bench.Planning.Prepare(
            "shop", Encoding.UTF8.GetBytes(csv.ToString()), GridReader.Read(Encoding.UTF8.GetBytes(Auto)), DateTimeOffset.UnixEpoch, Stop);
        await bench.Executor.RunAsync(
            await bench.Planning.StoreAsync(prepared, new RunRequest(null, IsStart: true), Stop), null, Stop);

        var bytes = new DirectoryInfo(folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Assert.InRange((double)bytes / Series, 1_000, 5_900);
    }

    [Fact]
    public async Task Few_operations_store_a_panel()
    {
        var store = new CountingStore(new FolderBlobStore(Directory.CreateTempSubdirectory("panel").FullName));
        using var bench = new Workbench(store: store);
        var csv = Csv([.. Enumerable.Range(0, 200).Select(k => ($"s{k}", Workbench.Values(36 + (k % 5))))]);
        await store.WriteAsync(BlobLayout.Series("shop"), Encoding.UTF8.GetBytes(csv), Stop);
        await store.WriteAsync(
            BlobLayout.Grid("shop"), """{ "seasonLength": 4, "horizon": 4, "windows": 2, "baselines": ["naive"] }"""u8.ToArray(), Stop);
        var before = store.Count;

        await bench.Executor.RunAsync((await bench.Planning.RunAsync("shop", Stop))!, null, Stop);

        // A fifth of one for each series.
        Assert.InRange(store.Count - before, 1, 40);
    }

    [Fact]
    public async Task Starting_an_unfinished_panel_again_writes_only_what_is_damaged()
    {
        using var folder = new TemporaryFolder();
        var store = new CountingStore(new FolderBlobStore(folder.Path));
        using var bench = new Workbench(store: store);
        var csv = Encoding.UTF8.GetBytes(Csv([("a", Workbench.Values()), ("b", Workbench.Values(48))]));
        Task<PlannedRun> StartAsync(int hour) => bench.Planning.StoreAsync(
            bench.Planning.Prepare("shop", csv, GridReader.Read(Encoding.UTF8.GetBytes(Grid)), DateTimeOffset.UnixEpoch.AddHours(hour), Stop),
            new RunRequest(null, IsStart: true),
            Stop);
        var first = await StartAsync(0);
        var pack = BlobLayout.ChunkPlan(first.Key, 0);
        var plan = (await store.ReadAsync(pack, Stop))!.Content;
        Assert.Contains(pack, store.Writes);
        store.Writes.Clear();

        var again = await StartAsync(1);

        Assert.Empty(store.Writes);
        Assert.Equal((first.Key, DateTimeOffset.UnixEpoch.AddHours(1)), (again.Key, again.RequestedAt));
        Assert.Equal(first.Rounds, again.Rounds);

        await store.WriteAsync(pack, plan[..(plan.Length / 2)], Stop);
        store.Writes.Clear();
        await StartAsync(2);
        Assert.Contains(pack, store.Writes);
        Assert.Equal(2, (await bench.Executor.RunAsync(again, null, Stop)).Panel!.Done);
    }

    [Fact]
    public async Task Damaged_values_cost_their_means_and_no_row()
    {
        var run = await PlanAsync("shop", [("a", Workbench.Values()), ("b", Workbench.Values(50))], Grid);
        await _bench.Executor.RunAsync(run, null, Stop);
        var rows = (await _bench.Panels.RowsAsync(run.Key, Stop))!;
        Assert.All(await _bench.Panels.WithPointsAsync(run.Key, rows, 12, Stop), row => Assert.Equal(12, row.Points!.Count));

        await _bench.Store.WriteAsync(BlobLayout.ChunkPlan(run.Key, 0), new byte[100], Stop);

        // A host that has not read the packs yet.
        using var after = new Workbench(store: _bench.Store);
        Assert.Equal(rows, await after.Panels.WithPointsAsync(run.Key, rows, 12, Stop));
    }

    [Theory]
    [InlineData(null, new[] { "bad", "c", "b", "a" })]
    [InlineData("id", new[] { "a", "b", "bad", "c" })]
    [InlineData("-holdOutMase", new[] { "b", "a", "c", "bad" })]
    [InlineData("mase", new[] { "c", "b", "a", "bad" })]
    [InlineData("-state", new[] { "bad", "c", "a", "b" })]
    public void Rows_are_sorted(string? sort, string[] expected)
    {
        SeriesRow Row(int index, string id, double mase, double holdOut) =>
            Named(index, id) with { Mase = mase, HoldOutMase = holdOut, NaiveHoldOutMase = 1 };
        SeriesRow[] rows =
        [
            Row(0, "a", 3, 1), Row(1, "b", 2, 2), Row(2, "c", 1, 0.5) with { Advice = Advice.DoNotUse },
            Named(3, "bad") with { State = RunState.Refused, Problem = new InputProblem("It is bad.", null, "") },
        ];

        var page = PanelPage.Of("shop", TestIds.Run("run"), rows, PanelPageRequest.Parse(sort, null, null, null, null, null));
        var second = PanelPage.Of("shop", TestIds.Run("run"), rows, PanelPageRequest.Parse(sort, null, null, "1", "2", null));

        Assert.Equal(expected, page.Rows.Select(row => row.Id));
        Assert.Equal(expected[1..3], second.Rows.Select(row => row.Id));
        var found = PanelPage.Of("shop", TestIds.Run("run"), rows, PanelPageRequest.Parse(sort, "BA", null, null, null, null));
        Assert.Equal(["bad"], found.Rows.Select(row => row.Id));
        Assert.Equal(
            [(0.5, 0.75, 1), (1, 1, 1), (2, null, 1)],
            page.Errors.Where(share => share.Series > 0).Select(share => (share.From, share.To, share.Series)));
        Assert.Throws<InputException>(() => PanelPageRequest.Parse("price", null, null, null, null, null));
        Assert.Throws<InputException>(() => PanelPageRequest.Parse(null, null, null, null, "5000", null));
        Assert.Throws<InputException>(() => PanelPageRequest.Parse(null, null, null, null, "200", "24"));
    }

    // A series that always errs by as much as the naive forecast, one whose squared errors halve, one whose MASE does, and two whose
    // naive forecasts are exact.
    [Fact]
    public void Rows_are_judged_by_the_metric_that_ranks_their_trials()
    {
        SeriesRow[] rows =
        [
            Named(0, "same") with { HoldOutMase = 2, NaiveHoldOutMase = 2 },
            Named(1, "counts") with
            {
                HoldOutMase = 3,
                NaiveHoldOutMase = 1,
                Ranked = new RankedErrors(RankingMetric.Rmsse, 0.7, 0.6, 1.2),
            },
            Named(2, "half") with { HoldOutMase = 1.1, NaiveHoldOutMase = 2 },
            Named(3, "exact") with { HoldOutMase = 0, NaiveHoldOutMase = 0 },
            Named(4, "missed") with { HoldOutMase = 1, NaiveHoldOutMase = 0 },
        ];

        var page = PanelPage.Of("shop", TestIds.Run("run"), rows, PanelPageRequest.Parse("relative", null, null, null, null, null));

        Assert.Equal(["counts", "half", "same", "exact", "missed"], page.Rows.Select(row => row.Id));
        Assert.Equal(
            [(0.5, 0.75, 2), (1, 1, 2), (2, null, 1)],
            page.Errors.Where(share => share.Series > 0).Select(share => (share.From, share.To, share.Series)));
        var counts = rows[1];
        Assert.Equal(
            (RankingMetric.Rmsse, 0.7, 0.6, 1.2), (counts.Metric, counts.Score, counts.HoldOutScore, counts.NaiveHoldOutScore));
    }

    public void Dispose() => _bench.Dispose();

    private static SeriesRow Named(int index, string id) => new() { Index = index, Id = id, Name = id, State = RunState.Done };

    private static string Csv((string Id, double[] Values)[] series) => "unique_id,ds,y\n" + string.Concat(series.SelectMany(one =>
        one.Values.Select((value, t) => string.Create(
            CultureInfo.InvariantCulture, $"\"{one.Id.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{1960 + t}-01-01,{value:R}\n"))));

    private Task<PlannedRun> PlanAsync(string name, (string Id, double[] Values)[] series, string grid) =>
        PlanAsync(name, Csv(series), grid);

    private async Task<PlannedRun> PlanAsync(string name, string csv, string grid)
    {
        await _bench.Store.WriteAsync(BlobLayout.Series(name), Encoding.UTF8.GetBytes(csv), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(grid), Stop);
        return (await _bench.Planning.RunAsync(name, Stop))!;
    }

    private Task<Leaderboard> LeaderboardAsync(RunKey run, int index) => LeaderboardAsync(run with { Index = index });

    private async Task<Leaderboard> LeaderboardAsync(RunKey run) =>
        (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), Stop))!;

    private async Task<ForecastAnswer> ForecastAsync(RunKey run, int index) =>
        (await _bench.Forecaster.ForecastAsync(run with { Index = index }, new ForecastRequest(null, [80], null), Stop))!;

    private async Task<SortedDictionary<string, byte[]>> PacksAsync(RunKey run)
    {
        var packs = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var blob in _bench.Store.ListAsync(BlobLayout.Chunks(run), Stop))
        {
            if (BlobLayout.ResultChunkOf(run, blob.Path) is not null)
            {
                packs[blob.Path] = (await _bench.Store.ReadAsync(blob.Path, Stop))!.Content.ToArray();
            }
        }

        return packs;
    }

    private static async Task<List<IReadOnlyList<object?>>> RowsAsync(RunTable table) => await table.Rows.ToListAsync(Stop);

    private sealed class Told(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }

    private sealed class CountingStore(IBlobStore store) : ForwardingStore(store)
    {
        private int _count;

        public int Count => _count;

        public ConcurrentBag<string> Writes { get; } = [];

        protected override void OnOperation(string path) => Interlocked.Increment(ref _count);

        protected override void OnWrite(string path) => Writes.Add(path);
    }
}
