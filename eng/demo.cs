#:property PublishAot=false
#:project Backtest.Engineering

// The whole journey on one machine: set-up, storage emulator, host; a series uploaded as a blob with Azure's client;
// the backtest that this starts; leaderboard and forecast fetched over HTTP.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken =>
{
    using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    await Setup.RunAsync(cancellationToken);
    Console.WriteLine("Building the host");
    var program = await Host.BuildAsync(cancellationToken);
    limit.CancelAfter(TimeSpan.FromMinutes(10));
    var emulator = await Emulator.StartAsync(null, 0, limit.Token);
    var host = await Host.StartAsync(program, emulator.ConnectionString, 0, show: false, limit.Token);
    Console.WriteLine($"Storage emulator and host are running; the host answers at {host.Address}");
    var upload = await Tool.RequireAsync(
        "dotnet",
        ["run", Repository.PathOf("eng", "upload.cs"), "--", emulator.ConnectionString, "series", Repository.PathOf("samples", "sales.grid.json"), Repository.PathOf("samples", "sales.csv")],
        limit.Token);
    Console.Write(upload);

    using var http = new HttpClient { BaseAddress = host.Address };
    var run = await Demo.WaitForRunAsync(http, host, limit.Token);
    Console.WriteLine($"GET /api/series/sales/backtests/{run}: done\n");
    Demo.WriteLeaderboard(await http.GetStringAsync(new Uri("api/series/sales/leaderboard", UriKind.Relative), limit.Token));
    Demo.WriteForecast(await http.GetStringAsync(new Uri("api/series/sales/forecast?horizon=12&level=80,95", UriKind.Relative), limit.Token));
    return 0;
});

internal static class Demo
{
    private const int ShownRanks = 10;

    public static async Task<string> WaitForRunAsync(HttpClient http, Host host, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var shown = "";
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(8))
        {
            using var answer = await http.GetAsync(new Uri("api/series/sales", UriKind.Relative), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                using var series = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
                foreach (var run in series.RootElement.GetProperty("runs").EnumerateArray())
                {
                    var state = run.GetProperty("state").GetString();
                    var line = $"run {run.GetProperty("run").GetString()}: {run.GetProperty("done").GetInt32()} of {run.GetProperty("total").GetInt32()} trials";
                    if (line != shown)
                    {
                        Console.WriteLine(shown = line);
                    }

                    switch (state)
                    {
                        case "done":
                            return run.GetProperty("run").GetString()!;
                        case "refused":
                            throw host.Failure($"The run was refused: {run.GetProperty("problem")}");
                    }
                }
            }

            await Task.Delay(200, cancellationToken);
        }

        throw host.Failure("The run did not end");
    }

    public static void WriteLeaderboard(string json)
    {
        using var document = JsonDocument.Parse(json);
        var winner = document.RootElement.GetProperty("winner").GetString();
        Console.WriteLine("GET /api/series/sales/leaderboard");
        Console.WriteLine($"{"#",4}  {"model",-76} {"MASE",8} {"RMSE",9} {"hold-out MASE",14}");
        foreach (var row in document.RootElement.GetProperty("rows").EnumerateArray())
        {
            if (!row.TryGetProperty("rank", out var rank) || (rank.GetInt32() > ShownRanks && !row.TryGetProperty("holdOut", out _)))
            {
                continue;
            }

            var metrics = row.GetProperty("metrics");
            var held = row.TryGetProperty("holdOut", out var holdOut) ? Number(holdOut, "mase") : "";
            var mark = row.GetProperty("trial").GetString() == winner ? " *" : "";
            Console.WriteLine($"{rank.GetInt32(),4}  {row.GetProperty("label").GetString() + mark,-76} {Number(metrics, "mase"),8} {Number(metrics, "rmse"),9} {held,14}");
        }

        Console.WriteLine();
    }

    public static void WriteForecast(string json)
    {
        using var document = JsonDocument.Parse(json);
        Console.WriteLine($"GET /api/series/sales/forecast?horizon=12&level=80,95, by {document.RootElement.GetProperty("label").GetString()}");
        Console.WriteLine($"{"step",4} {"forecast",9}   {"80 % interval",-18}  {"95 % interval",-18}");
        foreach (var step in document.RootElement.GetProperty("forecast").EnumerateArray())
        {
            var bounds = step.GetProperty("intervals").EnumerateArray().Select(interval => $"{Number(interval, "lower")} .. {Number(interval, "upper")}").ToArray();
            Console.WriteLine($"{step.GetProperty("step").GetInt32(),4} {Number(step, "value"),9}   {bounds[0],-18}  {bounds[1],-18}");
        }
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
