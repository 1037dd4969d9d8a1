namespace Backtest.Storage.Results;

/// <summary>Version of everything that changes the numbers of a trial. It is part of the id of a run.</summary>
public static class NumericsVersion
{
    /// <summary>Raised with every change to the numbers of a trial.</summary>
    public const string Current = "9";
}
