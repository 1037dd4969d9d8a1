namespace Backtest.Core.Planning.Catalogue;

/// <summary>Where a form of a grid has one of its keys.</summary>
public enum FormPart
{
    /// <summary>In a place of its own.</summary>
    Own,

    /// <summary>With the numbers that say how trials are scored.</summary>
    Scoring,

    /// <summary>With what says how trials are searched, ranked and published.</summary>
    Ranking,

    /// <summary>With the settings that few need.</summary>
    Finer,
}
