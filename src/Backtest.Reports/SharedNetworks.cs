using System.Globalization;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Text;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Reports;

/// <summary>The networks that a series shares with the others of its panel: rank, gain, losses and files.</summary>
public static class SharedNetworks
{
    /// <summary>The best trial of such networks; null if none has a score.</summary>
    /// <param name="leaderboard">The leaderboard.</param>
    public static LeaderboardRow? Of(Leaderboard leaderboard) =>
        leaderboard.Rows.FirstOrDefault(row => row is { Rank: not null, Spec: LstmSpec { Scope: LstmScope.Panel } });

    /// <summary>Writes the section about a trial of such networks.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="leaderboard">Its leaderboard.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="width">Width of the chart in pixels.</param>
    internal static string Write(RunPlan plan, Leaderboard leaderboard, TrialDocument trial, double width)
    {
        var row = leaderboard.Rows.First(row => row.Trial == trial.Trial);
        var gain = leaderboard.Pooling is { } pooling
            ? ChecksText.OfPooling(pooling).Text
            : "The series has no LSTM of its own to compare them with.";
        var networks = BlobLayout.Trainings(plan.Key.Whole, trial.Trial);
        return "<h2>Networks that the series share</h2>"
            + string.Create(
                CultureInfo.InvariantCulture,
                $"<p>{Html.Text(trial.Label)} has rank {row.Rank} of {Counted.Of(leaderboard.Rows.Count(one => one.Rank is not null), "trial")}. ")
            + $"{Html.Text(gain)}</p>"
            + LossChart.Write(trial.History, trial.Spec, "of the first of them, in the last training before the windows end", width)
            + $"<p class=\"soft\">The networks are ONNX files in <code>{Html.Text(networks)}</code> of the storage, with their settings and "
            + $"losses as JSON beside them. The service returns those of this series at <code>models/{Html.Text(trial.Trial)}</code>, relative to "
            + "the address of this report and with its query.</p>";
    }
}
