using Backtest.Commands.Output;
using Backtest.Core.Problems;
using Backtest.Runs;
using Backtest.Storage.Results;

namespace Backtest.Commands;

/// <summary>Carries out a stored run to its end.</summary>
/// <param name="executor">Carries it out.</param>
/// <param name="marks">Marks of runs.</param>
/// <param name="run">The run.</param>
/// <param name="cancellationToken">Stops the run, which can be continued.</param>
internal sealed class RunFinish(RunExecutor executor, RunMarks marks, PlannedRun run, CancellationToken cancellationToken)
{
    /// <summary>Runs it.</summary>
    /// <param name="trials">Receives each finished trial; null for none.</param>
    /// <param name="batches">Receives each finished batch; null for none.</param>
    public async Task<FinishedRun> RunAsync(IProgress<TrialFinished>? trials, IProgress<int>? batches)
    {
        try
        {
            return new FinishedRun(await executor.RunAsync(run, trials, cancellationToken, batches), null);
        }
        catch (RunFailedException problem)
        {
            await marks.FailAsync(run.Key, problem.Message, cancellationToken);
            return new FinishedRun(null, new InputProblem(problem.Message, run.Key.Name, RunFailedException.Right));
        }
    }
}
