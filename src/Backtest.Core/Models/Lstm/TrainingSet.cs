namespace Backtest.Core.Models.Lstm;

/// <summary>Windows of a series and the values that follow them; windows overlap and are never copied out.</summary>
/// <param name="Inputs">[length, inputs], in time order.</param>
/// <param name="InputCount">Values per time step.</param>
/// <param name="Targets">[length]; window k, made of the steps k..k + look-back - 1, has the target k + look-back.</param>
/// <param name="LookBack">Steps of a window.</param>
public sealed record TrainingSet(float[] Inputs, int InputCount, float[] Targets, int LookBack)
{
    /// <summary>Number of windows.</summary>
    public int Count => Targets.Length - LookBack;
}
