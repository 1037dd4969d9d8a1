using Backtest.Runs.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Orchestration;

/// <summary>
/// Tells of the ends of runs that could not be told when they came: a receiver was not there, a client cancelled the run, or an upload
/// was refused.
/// </summary>
/// <param name="sender">What tells them.</param>
public sealed class EndTimer(EndSender sender)
{
    /// <summary>Looks, every five minutes.</summary>
    [Function("TellEnds")]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        sender.SendDueAsync(cancellationToken);
}
