using System.Globalization;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Reports;

/// <summary>The losses of a network's training by epoch.</summary>
internal static class LossChart
{
    private const double Height = 180;

    /// <summary>Draws them; there is nothing to draw of a single epoch.</summary>
    /// <param name="history">The losses; null for none.</param>
    /// <param name="spec">The network's settings.</param>
    /// <param name="of">What was trained, after "Loss by epoch".</param>
    /// <param name="width">Width in pixels.</param>
    public static string Write(TrainingHistory? history, ModelSpec spec, string of, double width) => history is not { Training.Count: > 1 }
        ? ""
        : ReportPage.Figure(
            Draw(history, width),
            $"Loss by epoch {of}: training (blue)"
                + (history.Validation is null ? ". No samples were held back for validation." : " and validation (orange).")
                + WeightsOf(history, spec));

    private static string WeightsOf(TrainingHistory history, ModelSpec spec) =>
        spec is LstmSpec { Averaging: > 0 }
            ? " The losses are those of the weights before averaging; the forecasts come from their average."
        : history.Validation is null ? ""
        : $" The weights are those of epoch {history.BestEpoch}.";

    private static string Draw(TrainingHistory history, double width)
    {
        var (count, validation) = (history.Training.Count, history.Validation);
        var chart = new Svg(width, Height, (1, count), history.Training.Concat(validation ?? []).Prepend(0))
            .Line("window", history.Training.Select((loss, k) => (k + 1.0, loss)));
        if (validation is not null)
        {
            chart.Line("second", validation.Select((loss, k) => (k + 1.0, loss)));
        }

        return chart.ToMarkup("Loss by epoch", [(1, "epoch 1"), (count, count.ToString(CultureInfo.InvariantCulture))]);
    }
}
