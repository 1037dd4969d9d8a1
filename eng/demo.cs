#:property PublishAot=false
#:project Backtest.Engineering

// Shows the whole system on one machine: set-up, storage emulator and host; uploads a series as a blob with Azure's client, follows its
// backtest, and fetches leaderboard and forecast over HTTP. On a terminal it then keeps the page open for a while.
using System.Globalization;
using System.Net;
using System.Text.Json;
using Backtest.Engineering;

const int LimitMinutes = 10;
const int StayMinutes = 15;

return await Script.RunAsync(async cancellationToken =>
{
    await Setup.RunAsync(cancellationToken);
    Console.WriteLine("Building the host");
    var program = await Host.BuildAsync(cancellationToken);

    using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    limit.CancelAfter(TimeSpan.FromMinutes(LimitMinutes));
    var emulator = await Emulator.StartAsync(null, 0, limit.Token);
    var host = await Host.StartAsync(program, emulator.ConnectionString, 0, show: false, limit.Token);
    Console.WriteLine($"The storage emulator and the host are running; the host answers at {host.Address}\n");
    using var http = new HttpClient { BaseAddress = host.Address };
    try
    {
        await new Demo(http).RunAsync(emulator.ConnectionString, limit.Token);
    }
    catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
    {
        throw host.Failure($"The demo did not end within {LimitMinutes} minutes");
    }
    catch (Exception problem) when (problem is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException)
    {
        throw host.Failure($"The demo failed: {problem.Message.TrimEnd('.')}");
    }

    if (!Console.IsOutputRedirected)
    {
        Console.WriteLine(
            $"\nSee it in a browser: {host.Address}#/series/sales\nThe page stays for {StayMinutes} minutes, or until Ctrl-C; "
                + "dotnet run eng/serve.cs has one that stays.");
        await Task.WhenAny(host.WaitAsync(cancellationToken), Task.Delay(TimeSpan.FromMinutes(StayMinutes), cancellationToken));
    }

    return 0;
});

/// <summary>The journey of the series sales through a running host.</summary>
internal sealed class Demo(HttpClient http)
{
    private const int ShownRanks = 12;

    public async Task RunAsync(string storage, CancellationToken cancellationToken)
    {
        // Uploads the grid first, because the series starts the run.
        string[] files = [Repository.PathOf("samples", "sales.grid.json"), Repository.PathOf("samples", "sales.csv")];
        Console.Write(await Tool.RequireAsync(
            "dotnet", ["run", Repository.PathOf("eng", "upload.cs"), "--", storage, "series", .. files], cancellationToken));

        var run = await FindRunAsync(cancellationToken);
        await FollowAsync($"api/series/sales/backtests/{run}", cancellationToken);
        WriteLeaderboard(await GetAsync("api/series/sales/leaderboard", cancellationToken));
        WriteForecast(await GetAsync("api/series/sales/forecast?horizon=12&level=80,95", cancellationToken));
    }

    // Before the host has seen the upload, there is no such series, or it has no run.
    private async Task<string> FindRunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var answer = await http.GetAsync(new Uri("api/series/sales", UriKind.Relative), cancellationToken);
            if (answer.StatusCode != HttpStatusCode.NotFound)
            {
                answer.EnsureSuccessStatusCode();
                using var series = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
                if (series.RootElement.GetProperty("runs").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } run)
                {
                    return run.GetProperty("run").GetString()!;
                }
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    private async Task FollowAsync(string path, CancellationToken cancellationToken)
    {
        Console.WriteLine($"\nGET /{path}");
        var shown = "";
        while (true)
        {
            var status = await GetAsync(path, cancellationToken);
            var state = status.GetProperty("state").GetString();
            var failed = status.GetProperty("failed").GetInt32();
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{state}, {status.GetProperty("done").GetInt32()} of {status.GetProperty("total").GetInt32()} trials{(failed > 0 ? $", {failed} failed" : "")}");
            if (line != shown)
            {
                shown = line;
                WriteProgress(
                    string.Create(CultureInfo.InvariantCulture, $"{line}, {status.GetProperty("elapsedSeconds").GetDouble():F0} s"));
            }

            switch (state)
            {
                case "running":
                    await Task.Delay(200, cancellationToken);
                    break;
                case "done":
                    Console.WriteLine(Console.IsOutputRedirected ? "" : "\n");
                    return;
                default:
                    throw new InvalidOperationException($"the run is {state}: {status}");
            }
        }
    }

    // Updates one line on a terminal, and writes a line for every change to a file.
    private static void WriteProgress(string line)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(line);
        }
        else
        {
            Console.Write("\r" + line.PadRight(60));
        }
    }

    private static void WriteLeaderboard(JsonElement leaderboard)
    {
        var published = leaderboard.GetProperty("winner").GetString();
        var rows = new List<string[]>();
        foreach (var row in leaderboard.GetProperty("rows").EnumerateArray())
        {
            // Only the published trial and the naive forecasts have hold-out metrics.
            var isHeldOut = row.TryGetProperty("holdOut", out var holdOut);
            if (row.TryGetProperty("rank", out var rank) && (rank.GetInt32() <= ShownRanks || isHeldOut))
            {
                var label = (row.GetProperty("trial").GetString() == published ? "> " : "") + row.GetProperty("label").GetString();
                var metrics = row.GetProperty("metrics");
                rows.Add(
                    [rank.ToString(), label, Number(metrics, "mase"), Number(metrics, "rmse"), isHeldOut ? Number(holdOut, "mase") : ""]);
            }
        }

        Console.WriteLine("GET /api/series/sales/leaderboard");
        TextTable.Write([" #", "model (> published)", " MASE", " RMSE", " hold-out MASE"], rows);
        Console.WriteLine();
    }

    private static void WriteForecast(JsonElement forecast)
    {
        var rows = forecast.GetProperty("forecast").EnumerateArray().Select(step => (string[])
        [
            step.GetProperty("step").ToString(),
            Number(step, "value"),
            .. step.GetProperty("intervals")
                .EnumerateArray()
                .Select(interval => $"{Number(interval, "lower")} .. {Number(interval, "upper")}"),
        ]).ToList();

        Console.WriteLine($"GET /api/series/sales/forecast?horizon=12&level=80,95, by {forecast.GetProperty("label").GetString()}");
        TextTable.Write([" step", " forecast", " 80 % interval", " 95 % interval"], rows);
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken));
        return document.RootElement.Clone();
    }

    private static string Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var property))
        {
            return "";
        }

        var value = property.GetDouble();
        return value.ToString(Math.Abs(value) >= 100 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
    }
}
