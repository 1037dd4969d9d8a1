using System.Runtime.InteropServices;

namespace Backtest.Engineering;

/// <summary>Runs the body of a script: says plainly what is missing, and stops what was started, however it ends.</summary>
public static class Script
{
    /// <summary>Runs a script.</summary>
    /// <param name="body">The script; its token is cancelled by Ctrl-C and by termination.</param>
    /// <returns>The script's exit code; 1 where something is missing or failed, 130 where it was interrupted.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> body)
    {
        using var stop = new CancellationTokenSource();
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
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
            Tool.StopAll();
        }
    }
}
