namespace Backtest.Service.Runs;

/// <summary>A run ends without a result, for a reason that doing it again would not change.</summary>
/// <param name="message">The reason, as a sentence for users.</param>
public sealed class RunFailedException(string message) : Exception(message);
