namespace Backtest.Core.Evaluation.Significance;

/// <summary>Why a trial is published.</summary>
public enum ChoiceReason
{
    /// <summary>It ranks first, and the grid asks for the first.</summary>
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
    /// It ranks first of those that are not ensembles, since the best naive forecast leaves the ensemble fewer than two members.
    /// </summary>
    EnsembleOfOne,

    /// <summary>It ranks first, since the best ensemble scores the same.</summary>
    EnsembleTheSame,

    /// <summary>It ranks first, since the best ensemble scores clearly worse than a naive forecast.</summary>
    EnsembleWorseThanNaive,

    /// <summary>It ranks first, since a test shows the best ensemble to be worse than the first.</summary>
    EnsembleWorseThanFirst,
}
