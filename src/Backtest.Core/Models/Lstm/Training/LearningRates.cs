using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Training;

/// <summary>The step size of each update of a training.</summary>
/// <param name="schedule">The schedule.</param>
/// <param name="updates">Total number of updates.</param>
internal sealed class LearningRates(LearningSchedule schedule, int updates)
{
    private const int LongestWarmUp = 50;
    private const double WarmUpShare = 0.1;
    private const double LastShare = 0.05;

    /// <summary>The factor of the step size in an update.</summary>
    /// <param name="update">The update, from 0.</param>
    public double FactorAt(int update)
    {
        if (schedule == LearningSchedule.Constant)
        {
            return 1;
        }

        var warmUp = Math.Min(1, (update + 1) / Math.Min(LongestWarmUp, (WarmUpShare * updates) + 1));
        var fallen = 0.5 * (1 + PortableMath.CosineOfPi((double)update / updates));
        return warmUp * (LastShare + ((1 - LastShare) * fallen));
    }
}
