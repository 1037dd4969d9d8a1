using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Engineering;
using Backtest.Functions.Tests.Standin;
using Backtest.Functions.Tests.Standin.Protocol;
using Backtest.Testing;
using Backtest.Testing.Contract;

namespace Backtest.Functions.Tests;

/// <summary>The worker process itself, started and indexed like by the Functions host.</summary>
public sealed class WorkerTests(FunctionsPlatform platform) : IClassFixture<FunctionsPlatform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_function_is_indexed_with_its_trigger_and_bindings()
    {
        var expected = new[]
        {
            "Backtest: orchestrationTrigger",
            "BatchGroup: orchestrationTrigger",
            "CancelBacktest: httpTrigger Function delete api/series/{name}/backtests/{run}, durableClient, http",
            "CancelRun: activityTrigger",
            "CompleteRun: activityTrigger",
            "DeleteSeries: httpTrigger Function delete api/series/{name}, durableClient, http",
            "FailBatch: activityTrigger",
            "FailRun: activityTrigger",
            "GetAsset: httpTrigger Anonymous get head assets/{file}, http",
            "GetBacktest: httpTrigger Function get head api/series/{name}/backtests/{run}, http",
            "GetComparison: httpTrigger Function get head api/series/{name}/backtests/{run}/trials/{trial}/against/{other}, http",
            "GetContract: httpTrigger Anonymous get head api/openapi.json, http",
            "GetDocs: httpTrigger Anonymous get head api/docs, http",
            "GetEvents: httpTrigger Function get head api/series/{name}/backtests/{run}/events, http",
            "GetForecast: httpTrigger Function get head api/series/{name}/forecast, http",
            "GetGridSchema: httpTrigger Anonymous get head api/grid.schema.json, http",
            "GetHealth: httpTrigger Anonymous get head api/health, http",
            "GetLeaderboard: httpTrigger Function get head api/series/{name}/leaderboard, http",
            "GetModel: httpTrigger Function get head api/series/{name}/models/{trial}, http",
            "GetPage: httpTrigger Anonymous get head {nothing:maxlength(0)?}, http",
            "GetPanel: httpTrigger Function get head api/series/{name}/panel, http",
            "GetPredictions: httpTrigger Function get head api/series/{name}/predictions, http",
            "GetReport: httpTrigger Function get head api/series/{name}/report, http",
            "GetRunForecast: httpTrigger Function get head api/series/{name}/backtests/{run}/forecast, http",
            "GetRunLeaderboard: httpTrigger Function get head api/series/{name}/backtests/{run}/leaderboard, http",
            "GetRunModel: httpTrigger Function get head api/series/{name}/backtests/{run}/models/{trial}, http",
            "GetRunPanel: httpTrigger Function get head api/series/{name}/backtests/{run}/panel, http",
            "GetRunPredictions: httpTrigger Function get head api/series/{name}/backtests/{run}/predictions, http",
            "GetRunReport: httpTrigger Function get head api/series/{name}/backtests/{run}/report, http",
            "GetRunValues: httpTrigger Function get head api/series/{name}/backtests/{run}/values, http",
            "GetSeries: httpTrigger Function get head api/series/{name}, http",
            "GetSummary: httpTrigger Function get head api/series/{name}/summary, http",
            "GetTrial: httpTrigger Function get head api/series/{name}/backtests/{run}/trials/{trial}, http",
            "GetValues: httpTrigger Function get head api/series/{name}/values, http",
            "Inspect: httpTrigger Function post api/inspect, http",
            "ListSeries: httpTrigger Function get head api/series, http",
            "PlanRun: activityTrigger",
            "PostForecast: httpTrigger Function post api/series/{name}/forecast, http",
            "PostRunForecast: httpTrigger Function post api/series/{name}/backtests/{run}/forecast, http",
            "PurgeHistories: timerTrigger 0 30 3 * * *, durableClient",
            "PutGrid: httpTrigger Function put api/series/{name}/grid, durableClient, http",
            "PutSeries: httpTrigger Function put api/series/{name}, durableClient, http",
            "ResumeBacktest: httpTrigger Function post api/series/{name}/backtests/{run}, durableClient, http",
            "RunBatch: activityTrigger",
            "SeriesPoisoned: queueTrigger webjobs-blobtrigger-poison",
            "SeriesPolled: blobTrigger series/{file}, durableClient",
            "SeriesUploaded: blobTrigger EventGrid series/{file}, durableClient",
            "StartBacktest: httpTrigger Function post api/series/{name}/backtests, durableClient, http",
            "TellEnds: timerTrigger 0 */5 * * * *",
        };

        Assert.Equal(expected, platform.Functions.Functions.Select(Describe).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cold_worker_answers_before_a_client_gives_up()
    {
        var started = Stopwatch.GetTimestamp();
        await using var functions = await FunctionsHostStandin.StartAsync(
            FunctionsHostStandin.WorkerFolder,
            platform.Storage,
            null,
            ContractHost.Key,
            new Dictionary<string, string>(ContractHost.Settings) { ["BACKTEST__DURABLE__HISTORYDAYS"] = "10" },
            Stop);
        using var http = new HttpClient { BaseAddress = functions.Address };
        http.DefaultRequestHeaders.Add("x-functions-key", ContractHost.Key);
        using var answer = await http.GetAsync("api/series", Stop);
        var taken = Stopwatch.GetElapsedTime(started);

        Assert.True(answer.IsSuccessStatusCode);
        TestContext.Current.TestOutputHelper!.WriteLine($"From the start of the process to the first answer: {taken.TotalSeconds:F2} s");
        Assert.InRange(taken.TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData("SeriesUploaded")]
    [InlineData("SeriesPolled")]
    public async Task An_event_of_a_blob_starts_a_run_and_its_repetition_nothing(string trigger)
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        var name = trigger.ToLowerInvariant();
        await UploadAsync($"{name}.grid.json", """{ "horizon": 4, "windows": 2, "arima": { "p": [0, 1], "d": 1 } }""");
        var content = "y\n" + string.Join('\n', Enumerable.Range(0, 60)) + "\n";
        await UploadAsync($"{name}.csv", content);

        await Task.WhenAll(platform.TriggerAsync(trigger, $"{name}.csv", Stop), platform.TriggerAsync(trigger, $"{name}.grid.json", Stop));

        var run = await WaitAsync(client, name, "done");
        Assert.Equal(["CompleteRun", "PlanRun", "RunBatch"], Activities(run).Order());

        // Another host finds the upload as well, an event is late, and a client writes the same again.
        foreach (var late in new[] { "SeriesUploaded", "SeriesPolled" })
        {
            await platform.TriggerAsync(late, $"{name}.csv", Stop);
            await platform.TriggerAsync(late, $"{name}.grid.json", Stop);
        }

        await UploadAsync($"{name}.csv", content);
        await platform.TriggerAsync(trigger, $"{name}.csv", Stop);
        await Task.Delay(1000, Stop);
        var again = (await client.GetAsync($"/api/series/{name}", Stop)).GetProperty("runs");
        Assert.Equal(run.ToString(), Assert.Single(again.EnumerateArray()).ToString());
        Assert.Equal(3, Activities(run).Count);
    }

    [Fact]
    public async Task A_late_event_after_an_upload_over_HTTP_does_nothing_again()
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        using (var upload =
            await client.SendAsync("PUT", "/api/series/late", new StringContent(Encoding.UTF8.GetString(Workbench.Csv())), Stop))
        {
            Assert.True(upload.IsSuccessStatusCode);
        }

        var run = await WaitAsync(client, "late", "done");
        var before = Activities(run).Count;
        await platform.TriggerAsync("SeriesUploaded", "late.csv", Stop);
        await Task.Delay(1000, Stop);

        Assert.InRange(before, 3, 10);
        Assert.Equal(before, Activities(run).Count);
    }

    [Fact]
    public async Task The_log_of_the_host_has_the_lines_of_a_run()
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        await UploadAsync("logged.grid.json", """{ "horizon": 4, "windows": 2, "theta": {} }""");
        await UploadAsync("logged.csv", Encoding.UTF8.GetString(Workbench.Csv()));

        await platform.TriggerAsync("SeriesUploaded", "logged.csv", Stop);

        var run = $"logged/{(await WaitAsync(client, "logged", "done")).GetProperty("run").GetString()}";
        for (var patience = new Patience(); patience.IsLeft
            && !platform.Functions.ShownLog.Contains($"Run {run} complete: ", StringComparison.Ordinal);)
        {
            await Task.Delay(100, Stop);
        }

        var log = platform.Functions.ShownLog;
        Assert.Contains($"Run {run} planned: 1 series, 3 trials", log);
        Assert.Contains($"Run {run} complete: ", log);

        // Trials that do not fail are logged for debugging alone.
        Assert.DoesNotContain($"Run {run} trial theta-", log);
    }

    [Fact]
    public async Task A_compressed_file_is_taken_up_under_its_name()
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        await UploadAsync("packed.grid.json", """{ "horizon": 4, "windows": 2, "theta": {} }""");
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(Workbench.Csv());
        }

        var blob = platform.Blobs.GetBlobContainerClient("series").GetBlobClient("packed.csv.gz");
        await blob.UploadAsync(BinaryData.FromBytes(stream.ToArray()), overwrite: true, Stop);

        await platform.TriggerAsync("SeriesUploaded", "packed.csv.gz", Stop);

        await WaitAsync(client, "packed", "done");
    }

    [Fact]
    public async Task A_damaged_model_of_a_finished_run_is_computed_again_when_the_run_is_started_again()
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        await UploadAsync("mended.grid.json", """{ "horizon": 4, "windows": 2, "theta": {} }""");
        await UploadAsync("mended.csv", Encoding.UTF8.GetString(Workbench.Csv()));
        await platform.TriggerAsync("SeriesUploaded", "mended.csv", Stop);
        var run = await WaitAsync(client, "mended", "done");
        var model = platform.Blobs.GetBlobContainerClient("backtests").GetBlobClient(
            $"mended/{run.GetProperty("run").GetString()}/models/{run.GetProperty("best").GetProperty("trial").GetString()}.final.json");
        var before = (await model.DownloadContentAsync(Stop)).Value.Content.ToArray();
        await model.UploadAsync(BinaryData.FromBytes(before[..^20]), overwrite: true, Stop);
        using (var damaged = await client.SendAsync("GET", "/api/series/mended/forecast", null, Stop))
        {
            Assert.Contains("POST /api/series/{name}/backtests", await damaged.Content.ReadAsStringAsync(Stop));
        }

        using (var again = await client.SendAsync("POST", "/api/series/mended/backtests", new StringContent(""), Stop))
        {
            Assert.True(again.IsSuccessStatusCode);
        }

        await WaitAsync(client, "mended", "done");
        await client.GetAsync("/api/series/mended/forecast", Stop);
        Assert.Equal(before, (await model.DownloadContentAsync(Stop)).Value.Content.ToArray());
    }

    [Fact]
    public async Task A_bad_upload_is_a_refused_run_and_no_failure_of_the_trigger()
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        await UploadAsync("bad.csv", "y\n1\ntwo\n");

        await platform.TriggerAsync("SeriesUploaded", "bad.csv", Stop);

        var run = await WaitAsync(client, "bad", "refused");
        Assert.Equal("line 3, column 'y'", run.GetProperty("problem").GetProperty("where").GetString());
    }

    [Theory]
    [InlineData("bad name!.csv", "bad-name")]
    [InlineData("sub/dir.csv", "sub-dir")]
    public async Task An_upload_with_a_name_that_no_series_can_have_is_a_refused_run_under_one_that_can_be_asked_for(
        string file, string name)
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        await UploadAsync(file, "y\n1\n2\n");

        await platform.TriggerAsync("SeriesUploaded", file, Stop);

        var run = await WaitAsync(client, name, "refused");
        var problem = run.GetProperty("problem");
        Assert.StartsWith($"The name of the upload, '{file[..^4]}', cannot be the name of a series.", problem.GetProperty("title").GetString());
        Assert.Equal("name", problem.GetProperty("where").GetString());
        Assert.Contains($"'{name}'", problem.GetProperty("detail").GetString());
        await client.GetAsync($"/api/series/{name}/backtests/{run.GetProperty("run").GetString()}", Stop);
        var names = (await client.GetAsync("/api/series", Stop)).EnumerateArray().Select(listed => listed.GetString()).ToList();
        Assert.Contains(name, names);
        Assert.DoesNotContain("sub", names);
        Assert.DoesNotContain(file[..^4], names);
    }

    [Fact]
    public async Task A_run_that_cannot_be_scored_ends_as_failed_with_its_reason()
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        await UploadAsync("huge.grid.json", """{ "horizon": 4, "windows": 2, "arima": { "p": 1, "d": 1 } }""");
        await UploadAsync("huge.csv", Encoding.UTF8.GetString(Workbench.Csv([.. Workbench.Values().Select(value => 1e200 * value)])));

        await platform.TriggerAsync("SeriesUploaded", "huge.csv", Stop);

        var run = await WaitAsync(client, "huge", "failed");
        Assert.StartsWith("No trial could be scored.", run.GetProperty("problem").GetProperty("title").GetString());
    }

    [Fact]
    public async Task An_upload_that_its_trigger_gave_up_is_shown_as_refused()
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        await UploadAsync("poisoned.csv", "y\n1\n2\n");
        var message = """{"Type":"BlobTrigger","FunctionId":"SeriesUploaded","BlobType":"BlockBlob","ContainerName":"series","BlobName":"poisoned.csv","ETag":"\"0x1\""}""";

        await platform.Functions.InvokeAsync(
            "SeriesPoisoned", new TypedData { String = message }, new Dictionary<string, string>(), null, Stop);

        var run = await WaitAsync(client, "poisoned", "refused");
        Assert.StartsWith("The upload was abandoned", run.GetProperty("problem").GetProperty("title").GetString());
    }

    [Fact]
    public async Task Other_files_beside_the_uploads_are_left_alone()
    {
        using var client = await ContractClient.ConnectAsync(platform, Stop);
        await UploadAsync("notes.txt", "y\n1\n2\n");

        await platform.TriggerAsync("SeriesUploaded", "notes.txt", Stop);

        Assert.DoesNotContain("notes", (await client.GetAsync("/api/series", Stop)).EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task A_worker_without_a_storage_account_says_which_setting_is_missing()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            FunctionsHostStandin.StartAsync(FunctionsHostStandin.WorkerFolder, "", null, "", new Dictionary<string, string>(), Stop));

        Assert.Contains("AzureWebJobsStorage__blobServiceUri", problem.Message);
    }

    [Fact]
    public async Task A_worker_whose_emulator_checks_versions_says_what_to_start_instead()
    {
        var emulator = await Emulator.StartAsync(null, 0, Stop, anyVersion: false);
        try
        {
            await using var functions = await FunctionsHostStandin.StartAsync(
                FunctionsHostStandin.WorkerFolder, emulator.ConnectionString, null, ContractHost.Key, ContractHost.Settings, Stop);
            using var http = new HttpClient { BaseAddress = functions.Address };
            http.DefaultRequestHeaders.Add("x-functions-key", ContractHost.Key);
            foreach (var path in new[] { "api/series", "api/health" })
            {
                using var answer = await http.GetAsync(path, Stop);

                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.Contains("Start Azurite with --skipApiVersionCheck", await answer.Content.ReadAsStringAsync(Stop));
            }
        }
        finally
        {
            emulator.Stop();
        }
    }

    [Theory]
    [InlineData("Backtest__MaxTrial", "5", "There is no setting Backtest__MaxTrial. Did you mean Backtest__MaxTrials?")]
    [InlineData(
        "Backtest__Durable__MaxRunHour",
        "5",
        "There is no setting Backtest__Durable__MaxRunHour. Did you mean Backtest__Durable__MaxRunHours?")]
    [InlineData(
        "Backtest__Durabel__MaxRunHours",
        "5",
        "There is no setting Backtest__Durabel__MaxRunHours. Did you mean Backtest__Durable__MaxRunHours?")]
    [InlineData("Backtest__Durable__HistoryDays", "0", "Backtest__Durable__HistoryDays: '0' is not a whole number from 1 to 3650.")]
    public async Task A_setting_that_would_not_do_what_was_meant_keeps_the_worker_from_starting(string name, string value, string expected)
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => FunctionsHostStandin.StartAsync(
            FunctionsHostStandin.WorkerFolder, platform.Storage, null, "", new Dictionary<string, string> { [name] = value }, Stop));

        Assert.Contains(expected, problem.Message);
    }

    private List<string> Activities(JsonElement run) =>
        [.. platform.Activities.Where(activity => activity.Input.Contains(run.GetProperty("run").GetString()!, StringComparison.Ordinal))
            .Select(activity => activity.Name)];

    private async Task UploadAsync(string file, string content)
    {
        var container = platform.Blobs.GetBlobContainerClient("series");
        await container.CreateIfNotExistsAsync(cancellationToken: Stop);
        await container.GetBlobClient(file).UploadAsync(BinaryData.FromString(content), overwrite: true, Stop);
    }

    private async Task<JsonElement> WaitAsync(ContractClient client, string name, string state)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            using var answer = await client.SendAsync("GET", $"/api/series/{name}", null, Stop);
            if (answer.IsSuccessStatusCode
                && JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("runs") is var runs
                && runs.GetArrayLength() > 0
                && runs[0].GetProperty("state").GetString() == state)
            {
                return runs[0];
            }

            await Task.Delay(100, Stop);
        }

        throw new TimeoutException(platform.Log);
    }

    private static string Describe(IndexedFunction function) =>
        $"{function.Name}: " + string.Join(
            ", ", function.Bindings.OrderBy(binding => !IndexedFunction.TypeOf(binding).EndsWith("Trigger", StringComparison.Ordinal))
            .ThenBy(IndexedFunction.TypeOf, StringComparer.Ordinal).Select(Describe));

    private static string Describe(JsonElement binding)
    {
        var parts = new[] { "authLevel", "source", "methods", "route", "path", "queueName", "schedule" }
            .Where(part => binding.TryGetProperty(part, out _))
            .Select(part => binding.GetProperty(part))
            .Select(value => value.ValueKind == JsonValueKind.Array
                ? string.Join(' ', value.EnumerateArray().Select(item => item.GetString()))
                : value.ToString());
        return string.Join(' ', [IndexedFunction.TypeOf(binding), .. parts]);
    }
}
