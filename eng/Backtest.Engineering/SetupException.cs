namespace Backtest.Engineering;

/// <summary>Something that a script needs is missing or failed; the message says what to do.</summary>
public sealed class SetupException(string message) : Exception(message);
