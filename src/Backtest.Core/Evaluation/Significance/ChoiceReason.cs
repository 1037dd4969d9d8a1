namespace Backtest.Core.Evaluation.Significance;

/// <summary>Why a trial is published.</summary>
public enum ChoiceReason
{
    /// <summary>It ranks first, and the grid asks for the best.</summary>
    FirstAsAsked,

    /// <summary>It ranks first, and no ensemble has a score.</summary>
    FirstWithoutEnsemble,

    /// <summary>It is the best ensemble, and ranks first.</summary>
    EnsembleFirst,

    /// <summary>It is the best ensemble, and the windows do not show it to be worse than the first.</summary>
    EnsembleNotWorse,

    /// <summary>It is the best ensemble, an automatic one, and the windows are too few to speak against it.</summary>
    EnsembleInFewWindows,

    /// <summary>
    /// It ranks first among the trials that are not ensembles, since fewer than two members pass the naive bar.
    /// </summary>
    EnsembleOfOne,

    /// <summary>It ranks first, and the best ensemble has the same score.</summary>
    EnsembleTheSame,

    /// <summary>It ranks first, and the best ensemble is clearly worse than a naive forecast.</summary>
    EnsembleWorseThanNaive,

    /// <summary>It ranks first, and a test shows that the best ensemble is worse.</summary>
    EnsembleWorseThanFirst,
}
