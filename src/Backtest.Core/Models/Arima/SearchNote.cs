namespace Backtest.Core.Models.Arima;

/// <summary>The note of a model that chose its own form.</summary>
public static class SearchNote
{
    /// <summary>The beginning of the note.</summary>
    public const string Start = "The search chose ";
}
