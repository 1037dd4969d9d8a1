using System.Globalization;
using System.Net;
using System.Text.Json;
using Backtest.Engineering;
using Backtest.Onnx;

namespace Backtest.EndToEnd.Tests.Documents;

/// <summary>
/// The modules beyond the standard library that the Python of documents imports. If numpy and onnxruntime are not installed, two small
/// modules replace them; the second one calls ONNX Runtime in this process.
/// </summary>
internal sealed class PythonModules : IDisposable
{
    private const string Numpy = """
        float32 = "float32"
        def array(values, dtype):
            return values
        """;

    private const string OnnxRuntime = """
        import base64, json
        from urllib.request import Request, urlopen
        class InferenceSession:
            def __init__(self, network):
                self.network = base64.b64encode(network).decode()
            def run(self, outputs, inputs):
                asked = json.dumps({"network": self.network, "window": inputs["window"]}).encode()
                return [json.load(urlopen(Request("ADDRESS", asked)))]
        """;

    private readonly HttpListener _listener = new();

    private PythonModules(Dictionary<string, string> environment) => Environment = environment;

    /// <summary>Variables by which Python finds them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Whether Python has modules installed.</summary>
    /// <param name="names">Their names, separated by commas.</param>
    /// <param name="cancellationToken">Stops Python.</param>
    public static async Task<bool> AreThereAsync(string names, CancellationToken cancellationToken) =>
        (await Tool.RunAsync("python3", ["-c", $"import {names}"], cancellationToken)).ExitCode == 0;

    /// <summary>The modules that a program needs.</summary>
    /// <param name="program">The program.</param>
    /// <param name="folder">Where to put them.</param>
    /// <param name="cancellationToken">Stops the look for installed ones.</param>
    public static async Task<PythonModules> ForAsync(string program, string folder, CancellationToken cancellationToken)
    {
        var modules = new PythonModules(new() { ["PYTHONPATH"] = folder });
        if (program.Contains("import onnxruntime", StringComparison.Ordinal)
            && !await AreThereAsync("numpy, onnxruntime", cancellationToken))
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free(0)}/");
            modules._listener.Prefixes.Add(address);
            modules._listener.Start();
            _ = modules.AnswerAsync();
            await File.WriteAllTextAsync(Path.Combine(folder, "numpy.py"), Numpy, cancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "onnxruntime.py"),
                OnnxRuntime.Replace("ADDRESS", address, StringComparison.Ordinal),
                cancellationToken);
        }

        return modules;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var asked = await JsonDocument.ParseAsync(context.Request.InputStream);
                using var network = new OnnxForecaster(asked.RootElement.GetProperty("network").GetBytesFromBase64());
                var window = asked.RootElement.GetProperty("window").EnumerateArray().SelectMany(sample => sample.EnumerateArray())
                    .SelectMany(step => step.EnumerateArray()).Select(value => value.GetSingle()).ToArray();
                var outputs = new float[network.Outputs];
                network.Predict(window, outputs);
                await JsonSerializer.SerializeAsync<float[][]>(context.Response.OutputStream, [outputs]);
                context.Response.Close();
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
        {
            // It is closed.
        }
    }
}
