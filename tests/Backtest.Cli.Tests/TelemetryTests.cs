using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Backtest.Engineering;
using Backtest.Testing;

namespace Backtest.Cli.Tests;

/// <summary>The telemetry that a collector receives from a host configured for it.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    // By path; protocol buffers contain texts unchanged.
    private readonly ConcurrentDictionary<string, string> _received = new();
    private readonly HttpListener _collector = new();
    private readonly string _address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}/");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collector_receives_the_trace_of_a_run_what_is_measured_and_the_log()
    {
        _collector.Prefixes.Add(_address);
        _collector.Start();
        _ = ReceiveAsync();
        var host = await Host.StartAsync(Cli.Program, $"folder:{_folder}", 0, false, Stop, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "backtest-test",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        });
        using var http = new HttpClient { BaseAddress = host.Address };
        using var upload = await http.PutAsync(
            "api/series/wave", new StringContent("y\n" + string.Join('\n', Enumerable.Range(0, 40).Select(t => t % 7))), Stop);
        var run = (await upload.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("runs")[0].GetProperty("run").GetString()!;

        await WaitAsync("/v1/traces", "backtest-test", run, "backtest.batch", "backtest.training", "backtest.complete");
        await WaitAsync("/v1/metrics", "backtest.trial.duration", "backtest.runs", "backtest.runs.queued", "http.server.request.duration");
        await WaitAsync("/v1/logs", run, "planned");
        host.Kill();
    }

    public void Dispose()
    {
        _collector.Close();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body, Stop);
                var text = Encoding.Latin1.GetString(body.ToArray());
                _received.AddOrUpdate(context.Request.Url!.AbsolutePath, text, (_, before) => before + text);
                context.Response.Close();
            }
        }
        catch (Exception problem) when (problem is ObjectDisposedException or HttpListenerException)
        {
            // The test is over.
        }
    }

    private async Task WaitAsync(string path, params string[] texts)
    {
        for (var patience = new Patience(); patience.IsLeft
            && !texts.All(text => _received.GetValueOrDefault(path, "").Contains(text, StringComparison.Ordinal));)
        {
            await Task.Delay(100, Stop);
        }

        Assert.All(texts, text => Assert.Contains(text, _received.GetValueOrDefault(path, "")));
    }
}
