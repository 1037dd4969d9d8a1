using System.Globalization;
using System.Net;
using System.Text.Json;
using Backtest.Engineering;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Backtest.EndToEnd.Tests.Documents;

/// <summary>
/// The modules beyond the standard library that the Python of documents imports. If numpy and onnxruntime are not installed, two small
/// modules replace them; the second one calls ONNX Runtime in this process.
/// </summary>
internal sealed class PythonModules : IDisposable
{
    private const string Numpy = """
        float32, float64 = "float32", "float64"
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
                asked = json.dumps({"network": self.network, "outputs": outputs, "inputs": inputs}).encode()
                return json.load(urlopen(Request("ADDRESS", asked)))
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
            var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}/");
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

    private static List<object> Run(JsonElement asked)
    {
        using var session = new InferenceSession(asked.GetProperty("network").GetBytesFromBase64());
        var outputs = asked.GetProperty("outputs");
        var inputs = asked.GetProperty("inputs").EnumerateObject()
            .ToDictionary(input => input.Name, input => Tensor(input.Value, session.InputMetadata[input.Name].ElementDataType));
        IReadOnlyList<string> wanted = outputs.ValueKind == JsonValueKind.Null
            ? session.OutputNames
            : [.. outputs.EnumerateArray().Select(name => name.GetString()!)];
        using var results = session.Run(new RunOptions(), inputs, wanted);
        return [.. results.Select(result => Nested(result, result.GetTensorTypeAndShape()))];
    }

    private static OrtValue Tensor(JsonElement value, TensorElementType type)
    {
        var (dimensions, numbers) = (new List<long>(), new List<JsonElement> { value });
        while (numbers[0].ValueKind == JsonValueKind.Array)
        {
            dimensions.Add(numbers[0].GetArrayLength());
            numbers = [.. numbers.SelectMany(one => one.EnumerateArray())];
        }

        return type == TensorElementType.Float
            ? OrtValue.CreateTensorValueFromMemory(numbers.Select(one => one.GetSingle()).ToArray(), [.. dimensions])
            : OrtValue.CreateTensorValueFromMemory(numbers.Select(one => one.GetDouble()).ToArray(), [.. dimensions]);
    }

    private static object Nested(OrtValue result, OrtTensorTypeAndShapeInfo about)
    {
        IEnumerable<object> parts = about.ElementDataType == TensorElementType.Float
            ? [.. result.GetTensorDataAsSpan<float>().ToArray().Cast<object>()]
            : [.. result.GetTensorDataAsSpan<double>().ToArray().Cast<object>()];
        foreach (var length in about.Shape.Skip(1).Reverse())
        {
            parts = parts.Chunk((int)length);
        }

        return parts;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var asked = await JsonDocument.ParseAsync(context.Request.InputStream);
                var outputs = Run(asked.RootElement);
                await JsonSerializer.SerializeAsync(context.Response.OutputStream, outputs);
                context.Response.Close();
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
        {
            // It is closed.
        }
    }
}
