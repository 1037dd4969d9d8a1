namespace Backtest.Core.Planning.Catalogue;

/// <summary>The part of a grid's form that holds a key.</summary>
public enum FormPart
{
    /// <summary>A part of its own.</summary>
    Own,

    /// <summary>The numbers that determine how trials are scored.</summary>
    Scoring,

    /// <summary>The settings of search, ranking and publication.</summary>
    Ranking,

    /// <summary>The settings that few users need.</summary>
    Finer,
}
