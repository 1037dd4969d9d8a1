using Backtest.Runs.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Orchestration;

/// <summary>
/// Reports the ends of runs that could not be reported at once: a receiver was unavailable, a client cancelled the run, or an upload was
/// refused.
/// </summary>
/// <param name="sender">Reports them.</param>
public sealed class EndTimer(EndSender sender)
{
    /// <summary>Runs every five minutes.</summary>
    [Function("TellEnds")]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        sender.SendDueAsync(cancellationToken);
}
