using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Theta;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Backtest.Onnx;

/// <summary>
/// Networks in ONNX Runtime, together with what normalises their samples one by one. Several threads may call its methods at once.
/// </summary>
public sealed class OnnxSampleForecaster : IDisposable
{
    private readonly byte[] _model;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _outputNames;

    /// <summary>Loads a model.</summary>
    /// <param name="model">The bytes of an .onnx file that <see cref="OnnxModelWriter"/> wrote of such networks.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a model.</exception>
    public OnnxSampleForecaster(byte[] model)
    {
        _model = model;
        _session = OnnxForecaster.Load(model);
        var name = OnnxForecaster.OutputOf(_session);
        if (!_session.InputMetadata.TryGetValue(SampleGraph.ValuesName, out var input)
            || !_session.OutputMetadata.TryGetValue(name, out var output)
            || input.ElementDataType != TensorElementType.Double || output.ElementDataType != TensorElementType.Double
            || input.Dimensions.Length != 2 || output.Dimensions is not ([_, > 0] or [_, > 0, > 0]))
        {
            _session.Dispose();
            throw new InvalidDataException(
                $"The model does not map '{SampleGraph.ValuesName}' [batch, length] to '{OnnxModelWriter.OutputName}' [batch, steps], both float64.");
        }

        Steps = output.Dimensions[1];
        Outputs = output.Dimensions.Skip(1).Aggregate((one, other) => one * other);
        _outputNames = [name];
    }

    /// <summary>Steps that are forecast at once.</summary>
    public int Steps { get; }

    /// <summary>Number of outputs; where there are quantiles, of all steps.</summary>
    public int Outputs { get; }

    /// <summary>Forecasts a series.</summary>
    /// <param name="values">Its values without missing ones, oldest first.</param>
    /// <param name="encoding">What is fitted to the series. Where the model has these numbers itself, they are not looked at.</param>
    /// <param name="season">The season at the times of the values.</param>
    /// <param name="rows">[times, columns], at least as many times as values; the columns from 1 on are covariates for networks.</param>
    /// <param name="outputs">Receives the forecasts, in units of the series.</param>
    /// <exception cref="ArgumentException">The outputs have no room.</exception>
    public void Predict(double[] values, SampleEncoding encoding, SeasonalAdjustment season, float[] rows, Span<double> outputs)
    {
        if (outputs.Length < Outputs)
        {
            throw new ArgumentException($"The model has {Outputs} outputs, not {outputs.Length}.", nameof(outputs));
        }

        var inputs = new Dictionary<string, OrtValue>();
        try
        {
            foreach (var (name, about) in _session.InputMetadata)
            {
                inputs.Add(name, name switch
                {
                    SampleGraph.ValuesName => OrtValue.CreateTensorValueFromMemory(values, [1, values.Length]),
                    SampleGraph.SeasonName => Season(season, encoding, values.Length + Steps),
                    SampleGraph.CovariatesName => Covariates(rows, values.Length, about.Dimensions[2]),
                    SampleGraph.LogName => OrtValue.CreateTensorValueFromMemory<bool>([encoding.IsLog], [1, 1]),
                    SampleGraph.LeastName => Number(encoding.Least),
                    SampleGraph.AlphaName => Number(encoding.Alpha!.Value),
                    SampleGraph.ChangeName => Number(encoding.Change),
                    SampleGraph.UnitName => Number(encoding.Unit),
                    _ => throw new InvalidDataException($"The model has the input '{name}', which is not known."),
                });
            }

            using var results = _session.Run(_run, [.. inputs.Keys], [.. inputs.Values], _outputNames);
            results[0].GetTensorDataAsSpan<double>().CopyTo(outputs);
        }
        finally
        {
            foreach (var input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    /// <summary>The networks of the model in the trainer's layout.</summary>
    /// <param name="shape">The sizes of each network.</param>
    /// <param name="count">Number of networks.</param>
    /// <exception cref="InvalidDataException">The model has other networks.</exception>
    internal IReadOnlyList<LstmNetwork> ReadNetworks(LstmShape shape, int count) => OnnxModelReader.Read(_model, shape, count);

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static OrtValue Number(double value) => OrtValue.CreateTensorValueFromMemory([value], [1, 1]);

    // An index that changes nothing where there is no season.
    private static OrtValue Season(SeasonalAdjustment season, SampleEncoding encoding, int times)
    {
        var none = encoding.IsLog ? 1.0 : 0;
        double[] indices =
            [.. Enumerable.Range(0, times).Select(t => season.Indices.Length == 0 ? none : season.Indices[t % season.Indices.Length])];
        return OrtValue.CreateTensorValueFromMemory(indices, [1, times]);
    }

    // Without the series' own column.
    private static OrtValue Covariates(float[] rows, int length, int covariates)
    {
        var columns = new float[length * covariates];
        for (var t = 0; t < length; t++)
        {
            rows.AsSpan((t * (covariates + 1)) + 1, covariates).CopyTo(columns.AsSpan(t * covariates));
        }

        return OrtValue.CreateTensorValueFromMemory(columns, [1, length, covariates]);
    }
}
