using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Backtest.Engineering;

namespace Backtest.Bench;

/// <summary>
/// The time of <c>backtest serve</c> for a run of some three seconds of work: alone, and beside a run whose trials take seconds each and
/// would occupy the host for minutes.
/// </summary>
internal static class FairnessBench
{
    private const int Repeats = 3;

    // Trials of some ten milliseconds, and of some seconds, on one core.
    private const string ShortGrid = """{ "horizon": 6, "seasonLength": 12, "windows": 6, "arima": { "p": [0, 1, 2, 3], "d": 1, "q": [0, 1, 2, 3], "P": [0, 1], "D": 1, "Q": [0, 1] } }""";
    private const string LongGrid = """{ "horizon": 6, "seasonLength": 12, "windows": 2, "lstm": { "lookBack": [12, 13, 14, 15, 16, 17], "units": [32, 33, 34, 35, 36, 37], "layers": 2, "epochs": 400 } }""";

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var program = await Host.BuildAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("backtest-bench-").FullName;
        var host = await Host.StartAsync(program, $"folder:{folder}", 0, show: false, cancellationToken);
        try
        {
            using var http = new HttpClient { BaseAddress = host.Address };
            Console.WriteLine($"A short run with {Environment.ProcessorCount} cores, {Repeats} times each:");
            await MeasureAsync(http, "by itself", cancellationToken);
            var beside = await StartAsync(http, "long", LongGrid, 0, cancellationToken);
            await WaitAsync(http, beside, status => Number(status, "done") > 2, cancellationToken);
            await MeasureAsync(http, "beside a long run", cancellationToken);
            var left = await http.GetFromJsonAsync<JsonElement>(beside, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The long run has had {Number(left, "done"):F0} of {Number(left, "total"):F0} trials by then, and is {left.GetProperty("state").GetString()}."));
            return 0;
        }
        finally
        {
            host.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(HttpClient http, string what, CancellationToken cancellationToken)
    {
        var taken = new List<double>();
        var work = 0.0;
        for (var k = 0; k < Repeats; k++)
        {
            // Different values each time; else the run would exist already.
            var started = Stopwatch.GetTimestamp();
            var run = await StartAsync(http, $"short-{k}", ShortGrid, taken.Count + what.Length, cancellationToken);
            var over = await WaitAsync(http, run, status => status.GetProperty("state").GetString() != "running", cancellationToken);
            taken.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            work += Number(over, "workSeconds") / Repeats;
        }

        taken.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-20} {work,6:F1} s of work, over after {taken[Repeats / 2],6:F1} s (from {taken[0]:F1} to {taken[^1]:F1})"));
    }

    private static async Task<string> StartAsync(HttpClient http, string name, string grid, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var values = string.Join('\n', Enumerable.Range(0, 300)
            .Select(t => (100 + (10 * Math.Sin(t * Math.PI / 6)) + random.NextDouble()).ToString("F4", CultureInfo.InvariantCulture)));
        using var form =
            new MultipartFormDataContent { { new StringContent($"y\n{values}\n"), "csv" }, { new StringContent(grid), "grid" } };
        using var answer = await http.PutAsync($"api/series/{name}", form, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!.ToString();
    }

    private static async Task<JsonElement> WaitAsync(
        HttpClient http, string run, Predicate<JsonElement> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = await http.GetFromJsonAsync<JsonElement>(run, cancellationToken);
            if (condition(status))
            {
                return status;
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private static double Number(JsonElement status, string name) => status.TryGetProperty(name, out var number) ? number.GetDouble() : 0;
}
