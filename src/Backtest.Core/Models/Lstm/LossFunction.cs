namespace Backtest.Core.Models.Lstm;

/// <summary>Losses of one output and their derivatives by it.</summary>
internal static class LossFunction
{
    /// <summary>The loss of an error, output minus target.</summary>
    public static double Value(LossKind kind, float error) => kind switch
    {
        LossKind.Mse => (double)error * error,
        LossKind.Mae => Math.Abs(error),
        _ => Math.Abs(error) <= 1 ? 0.5 * error * error : Math.Abs(error) - 0.5,
    };

    /// <summary>Its derivative.</summary>
    public static float Derivative(LossKind kind, float error) => kind switch
    {
        LossKind.Mse => 2 * error,
        LossKind.Mae => float.IsNaN(error) ? error : MathF.Sign(error),
        _ => Math.Clamp(error, -1, 1),
    };
}
