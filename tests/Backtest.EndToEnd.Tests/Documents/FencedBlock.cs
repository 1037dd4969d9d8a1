namespace Backtest.EndToEnd.Tests.Documents;

/// <summary>A fenced block of a document.</summary>
/// <param name="Language">The text after the first fence.</param>
/// <param name="Lines">The lines between the fences.</param>
public sealed record FencedBlock(string Language, List<string> Lines);
