namespace Backtest.Storage.Results;

/// <summary>Version of everything that decides a trial's numbers. It is part of a run's id.</summary>
public static class NumericsVersion
{
    /// <summary>Raised with every change that gives a trial other numbers.</summary>
    public const string Current = "7";
}
