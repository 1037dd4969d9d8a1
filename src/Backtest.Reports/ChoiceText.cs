using Backtest.Core.Evaluation.Significance;

namespace Backtest.Reports;

/// <summary>Why a run chooses a trial, in a sentence; it holds whether the run is published or not.</summary>
public static class ChoiceText
{
    /// <summary>The sentence.</summary>
    /// <param name="choice">The choice on the windows.</param>
    /// <param name="selection">How the trials are ranked.</param>
    /// <param name="published">
    /// Id of the published trial: the first of the choice, or a later one if those before could not be fitted to all values.
    /// </param>
    /// <param name="failure">Why the one before it could not be fitted; null if there was none.</param>
    public static string Of(TrialChoice choice, SelectionReport selection, string published, string? failure)
    {
        var place = choice.Order.ToList().FindIndex(trial => trial.Id == published);
        if (place > 0)
        {
            return $"{choice.Order[place].Label} is chosen because {choice.Order[place - 1].Label}, which was preferred, "
                + $"could not be fitted to all values: {failure}";
        }

        var label = choice.Order[0].Label;
        var first = $"{label} is chosen because it ranks first by {MetricText.NameOf(selection.Metric)} over the windows";
        var ensemble = choice.Ensemble?.Label;
        var p = choice.PValue is { } value ? $" ({NumberText.PValue(value)})" : "";
        var windows = selection.Windows == 1 ? "one window is" : $"{selection.Windows} windows are";
        return choice.Reason switch
        {
            ChoiceReason.FirstAsAsked => $"{first}, as the grid asks with \"winner\": \"best\".",
            ChoiceReason.EnsembleOfOne =>
                $"{first}; {ensemble} averages nothing, because fewer than two trials come near the best naive forecast.",
            ChoiceReason.EnsembleTheSame => $"{first}; {ensemble} scores the same.",
            ChoiceReason.EnsembleWorseThanNaive =>
                $"{first}, and the average, {ensemble}, scores clearly worse there than {choice.Better!.Label}.",
            ChoiceReason.EnsembleWorseThanFirst => $"{first}, and the windows show the average, {ensemble}, to be worse{p}.",
            ChoiceReason.EnsembleInFewWindows =>
                $"{label} is chosen because an average is the safer choice, and {windows} too few to prefer "
                    + $"{choice.Better!.Label}, which ranks first.",
            ChoiceReason.EnsembleNotWorse =>
                $"{label} is chosen because an average is the safer choice, and the windows do not show it to be worse than "
                    + $"{choice.Better!.Label}, which ranks first{p}.",
            _ => $"{first}.",
        };
    }
}
