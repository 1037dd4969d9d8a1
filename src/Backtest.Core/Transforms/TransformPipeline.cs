using System.Text.Json.Serialization;
using Backtest.Core.Problems;

namespace Backtest.Core.Transforms;

/// <summary>Fitted transforms applied one after another; undone in reverse order.</summary>
/// <param name="Steps">The transforms in the order in which they are applied.</param>
public sealed record TransformPipeline(IReadOnlyList<FittedTransform> Steps)
{
    /// <summary>Number of values that the whole pipeline consumes at the start of a series.</summary>
    [JsonIgnore]
    public int Lost => Steps.Sum(step => step.Lost);

    /// <summary>Fits each transform to the output of the previous ones for the training data.</summary>
    /// <param name="kinds">The transforms in order.</param>
    /// <param name="seasonLength">Season length m for the seasonal difference, in observations.</param>
    /// <param name="training">Only training values, since later ones would leak. No missing values.</param>
    /// <exception cref="FitException">The log of a value not above zero, or nothing left after differencing.</exception>
    public static TransformPipeline Fit(IReadOnlyList<TransformKind> kinds, int seasonLength, ReadOnlySpan<double> training)
    {
        var steps = new FittedTransform[kinds.Count];
        var values = training.ToArray();
        for (var k = 0; k < steps.Length; k++)
        {
            steps[k] = Fit(kinds[k], seasonLength, values);
            values = steps[k].Apply(values);
            if (values.Length == 0)
            {
                throw new FitException($"{kinds[k]} leaves nothing of {training.Length} training values.");
            }
        }

        return new TransformPipeline(steps);
    }

    /// <summary>Transforms a series from its first value on.</summary>
    /// <param name="values">n values in input units.</param>
    /// <returns>n - <see cref="Lost"/> values.</returns>
    public double[] Apply(ReadOnlySpan<double> values)
    {
        var result = values.ToArray();
        foreach (var step in Steps)
        {
            result = step.Apply(result);
        }

        return result;
    }

    /// <summary>Turns transformed values that follow <paramref name="history"/> back into input units.</summary>
    /// <param name="history">The last values before the first one to restore, in input units; at least <see cref="Lost"/>.</param>
    /// <param name="transformed">Transformed values, computed or forecast, that follow.</param>
    public double[] Invert(ReadOnlySpan<double> history, ReadOnlySpan<double> transformed)
    {
        var inputs = new double[Steps.Count][];
        var input = history.ToArray();
        for (var k = 0; k < inputs.Length; k++)
        {
            inputs[k] = input;
            input = Steps[k].Apply(input);
        }

        var result = transformed.ToArray();
        for (var k = inputs.Length - 1; k >= 0; k--)
        {
            result = Steps[k].Invert(inputs[k], result);
        }

        return result;
    }

    private static FittedTransform Fit(TransformKind kind, int seasonLength, ReadOnlySpan<double> training)
    {
        switch (kind)
        {
            case TransformKind.Log:
                return Minimum(training) > 0
                    ? new LogTransform()
                    : throw new FitException("The log transform needs values above zero.");
            case TransformKind.Difference:
                return new DifferenceTransform(1);
            case TransformKind.SeasonalDifference:
                return new DifferenceTransform(seasonLength);
            case TransformKind.MinMax:
                return new AffineTransform(Minimum(training), OneIfZero(Maximum(training) - Minimum(training)));
            case TransformKind.DivideByMax:
                return new AffineTransform(0, OneIfZero(Math.Max(Math.Abs(Minimum(training)), Math.Abs(Maximum(training)))));
            case TransformKind.Standardise:
                // The rounded mean of equal values may differ from them; their deviation would then be noise to divide by.
                var (mean, deviation) = Minimum(training) < Maximum(training) ? MeanAndDeviation(training) : (training[0], 0);
                return new AffineTransform(mean, OneIfZero(deviation));
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a transform.");
        }
    }

    private static double Minimum(ReadOnlySpan<double> values) => System.Numerics.Tensors.TensorPrimitives.Min(values);

    private static double Maximum(ReadOnlySpan<double> values) => System.Numerics.Tensors.TensorPrimitives.Max(values);

    private static double OneIfZero(double divisor) => divisor == 0 ? 1 : divisor;

    // Summed in order, since the grouping of vector lanes would depend on the array's address.
    private static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
        {
            mean += value;
        }

        mean /= values.Length;
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / values.Length));
    }
}
