using Microsoft.ML.OnnxRuntime;

namespace Backtest.Onnx;

/// <summary>A network in ONNX Runtime. Its methods may be called from several threads at once.</summary>
public sealed class OnnxForecaster : IDisposable
{
    private static readonly string[] InputNames = [OnnxModelWriter.InputName];
    private static readonly string[] OutputNames = [OnnxModelWriter.OutputName];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <summary>Loads a model.</summary>
    /// <param name="model">The bytes of an .onnx file that <see cref="OnnxModelWriter"/> wrote.</param>
    /// <exception cref="InvalidDataException">The bytes are no such model.</exception>
    public OnnxForecaster(byte[] model)
    {
        // One small inference at a time gains nothing from more threads, and loses the time to wake them.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            _session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new InvalidDataException("The bytes are not a valid ONNX model.", problem);
        }

        if (!_session.InputMetadata.TryGetValue(OnnxModelWriter.InputName, out var input) || input.Dimensions.Length != 3
            || !_session.OutputMetadata.TryGetValue(OnnxModelWriter.OutputName, out var output) || output.Dimensions.Length != 2)
        {
            _session.Dispose();
            throw new InvalidDataException($"The model does not map '{OnnxModelWriter.InputName}' to '{OnnxModelWriter.OutputName}'.");
        }

        LookBack = input.Dimensions[1];
        Inputs = input.Dimensions[2];
        Outputs = output.Dimensions[1];
    }

    /// <summary>Time steps of a window.</summary>
    public int LookBack { get; }

    /// <summary>Values per time step.</summary>
    public int Inputs { get; }

    /// <summary>Number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>Predicts from windows.</summary>
    /// <param name="windows">[windows, look-back, inputs].</param>
    /// <param name="outputs">Receives [windows, outputs].</param>
    public void Predict(float[] windows, Span<float> outputs)
    {
        var count = windows.Length / (LookBack * Inputs);
        using var input = OrtValue.CreateTensorValueFromMemory(windows, [count, LookBack, Inputs]);
        using var results = _session.Run(_run, InputNames, [input], OutputNames);
        results[0].GetTensorDataAsSpan<float>().CopyTo(outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
