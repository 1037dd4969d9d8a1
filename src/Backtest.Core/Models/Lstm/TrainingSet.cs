namespace Backtest.Core.Models.Lstm;

/// <summary>Windows of a series and the values that follow them; windows overlap and are never copied out.</summary>
/// <param name="Inputs">[length, inputs], in time order.</param>
/// <param name="InputCount">Values per time step.</param>
/// <param name="Targets">
/// [length]; window k, made of the steps k..k + look-back - 1, has the targets k + look-back..k + look-back + horizon - 1.
/// </param>
/// <param name="LookBack">Steps of a window.</param>
/// <param name="Horizon">Targets of a window.</param>
/// <param name="Classes">Number of classes whose indices the targets are; 0 where they are values.</param>
public sealed record TrainingSet(float[] Inputs, int InputCount, float[] Targets, int LookBack, int Horizon = 1, int Classes = 0)
{
    /// <summary>Number of windows; not above zero where there is none.</summary>
    public int Count => Targets.Length - LookBack - Horizon + 1;
}
