using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>Losses of one output and their derivatives.</summary>
internal static class LossFunction
{
    // The smallest normal number: an output of 0 has a large loss, not an infinite one.
    private const float LeastProbability = 1.17549435e-38f;

    /// <summary>The loss of an output.</summary>
    /// <param name="kind">The loss function.</param>
    /// <param name="output">The output.</param>
    /// <param name="target">The target.</param>
    /// <param name="probability">The probability tau of the output's quantile, for the pinball loss.</param>
    public static double Value(LossKind kind, float output, float target, double probability = 0.5)
    {
        var error = output - target;
        return kind switch
        {
            LossKind.Mse => (double)error * error,
            LossKind.Mae => Math.Abs(error),
            LossKind.Huber => Math.Abs(error) <= 1 ? 0.5 * error * error : Math.Abs(error) - 0.5,
            LossKind.Pinball => (0.5 * Math.Abs(error)) + ((0.5 - probability) * error),
            _ => target == 0 ? 0 : -target * PortableMath.Log(Math.Max(output, LeastProbability)),
        };
    }

    /// <summary>The derivative by the output; for the cross-entropy, by x before the softmax.</summary>
    /// <param name="kind">The loss function.</param>
    /// <param name="output">The output.</param>
    /// <param name="target">The target.</param>
    /// <param name="probability">The probability tau of the output's quantile, for the pinball loss.</param>
    public static float Derivative(LossKind kind, float output, float target, double probability = 0.5)
    {
        var error = output - target;
        return kind switch
        {
            LossKind.Mse => 2 * error,
            LossKind.Mae => float.IsNaN(error) ? error : MathF.Sign(error),
            LossKind.Huber => Math.Clamp(error, -1, 1),
            LossKind.Pinball => float.IsNaN(error) ? error : (float)((0.5 * MathF.Sign(error)) + 0.5 - probability),
            _ => error,
        };
    }
}
