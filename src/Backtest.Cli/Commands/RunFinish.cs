using Backtest.Cli.Output;
using Backtest.Core.Problems;
using Backtest.Runs;
using Backtest.Storage.Results;

namespace Backtest.Cli.Commands;

/// <summary>Carries out a stored run to its end.</summary>
/// <param name="executor">What carries it out.</param>
/// <param name="marks">Marks of runs.</param>
/// <param name="run">The run.</param>
/// <param name="cancellationToken">Stops the run; it can be taken up again.</param>
internal sealed class RunFinish(RunExecutor executor, RunMarks marks, PlannedRun run, CancellationToken cancellationToken)
{
    /// <summary>Runs it.</summary>
    /// <param name="trials">Told of each trial that is over; null if nobody listens.</param>
    /// <param name="batches">Told of each batch that is over; null if nobody listens.</param>
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
