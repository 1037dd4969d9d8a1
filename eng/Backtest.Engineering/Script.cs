using System.Runtime.InteropServices;

namespace Backtest.Engineering;

/// <summary>Runs the body of a script, reports clearly what is missing, and always stops the programs that it started.</summary>
public static class Script
{
    /// <summary>Runs a script.</summary>
    /// <param name="body">The script; its token is cancelled by Ctrl-C, by termination and when the terminal closes.</param>
    /// <returns>The exit code of the script: 1 if something is missing or failed, 130 if it was interrupted.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> body)
    {
        using var stop = new CancellationTokenSource();
        var interrupted = false;
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupted |= signal.Signal == PosixSignal.SIGINT;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        try
        {
            return await body(stop.Token);
        }
        catch (SetupException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
        finally
        {
            Tool.StopAll(interrupted);
        }
    }
}
