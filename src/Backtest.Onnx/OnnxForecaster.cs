using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Backtest.Onnx;

/// <summary>A network in ONNX Runtime, safe for concurrent use.</summary>
public sealed class OnnxForecaster : IDisposable
{
    private static readonly string[] InputNames = [OnnxModelWriter.InputName];

    private readonly string[] _outputNames;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <summary>Loads a model.</summary>
    /// <param name="model">The bytes of an .onnx file written by <see cref="OnnxModelWriter"/>.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a model.</exception>
    public OnnxForecaster(byte[] model)
    {
        _session = Load(model);

        // Only the number of samples may be variable.
        var name = OutputOf(_session);
        if (!_session.InputMetadata.TryGetValue(OnnxModelWriter.InputName, out var input)
            || !_session.OutputMetadata.TryGetValue(name, out var output)
            || input.ElementDataType != TensorElementType.Float || output.ElementDataType != TensorElementType.Float
            || input.Dimensions is not [_, > 0, > 0] || output.Dimensions is not ([_, > 0] or [_, > 0, > 0]))
        {
            _session.Dispose();
            throw new InvalidDataException(
                $"The model does not map '{OnnxModelWriter.InputName}' [batch, look-back, inputs] to '{OnnxModelWriter.OutputName}' [batch, outputs], both float32.");
        }

        LookBack = input.Dimensions[1];
        Inputs = input.Dimensions[2];
        Outputs = output.Dimensions.Skip(1).Aggregate((one, other) => one * other);
        _outputNames = [name];
    }

    /// <summary>Time steps of a sample.</summary>
    public int LookBack { get; }

    /// <summary>Values per time step.</summary>
    public int Inputs { get; }

    /// <summary>Number of outputs; with quantiles, over all steps.</summary>
    public int Outputs { get; }

    /// <summary>Predicts from samples.</summary>
    /// <param name="samples">[samples, look-back, inputs].</param>
    /// <param name="outputs">Receives [samples, outputs].</param>
    /// <exception cref="ArgumentException">The values are not whole samples, or the span for the outputs is too short.</exception>
    public void Predict(float[] samples, Span<float> outputs)
    {
        var (count, rest) = Math.DivRem(samples.Length, LookBack * Inputs);
        if (count == 0 || rest != 0)
        {
            throw new ArgumentException(
                $"{samples.Length} values are not whole samples of {LookBack} steps with {Inputs} values each.", nameof(samples));
        }

        if (outputs.Length < count * Outputs)
        {
            throw new ArgumentException($"{count} samples have {count * Outputs} outputs, not {outputs.Length}.", nameof(outputs));
        }

        using var input = OrtValue.CreateTensorValueFromMemory(samples, [count, LookBack, Inputs]);
        using var results = _session.Run(_run, InputNames, [input], _outputNames);
        results[0].GetTensorDataAsSpan<float>().CopyTo(outputs);
    }

    /// <summary>Opens a session.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a model.</exception>
    internal static InferenceSession Load(byte[] model)
    {
        // A single small inference gains nothing from more threads, and loses the time to wake them.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new InvalidDataException("The bytes are not a valid ONNX model.", problem);
        }
    }

    /// <summary>The output to ask for: the quantiles if the model has them, otherwise the forecasts.</summary>
    internal static string OutputOf(InferenceSession session) =>
        session.OutputMetadata.ContainsKey(OnnxModelWriter.QuantilesName) ? OnnxModelWriter.QuantilesName : OnnxModelWriter.OutputName;

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
