using System.ComponentModel.DataAnnotations;
using Backtest.Runs.Settings;

namespace Backtest.Functions.Hosting;

/// <summary>Settings of orchestrations. Set as <c>Backtest__Durable__{name}</c> in the app's settings.</summary>
public sealed record DurableOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Backtest:Durable";

    /// <summary>Hours after which a run is cancelled.</summary>
    [Range(0.01, 24 * 30)]
    public double MaxRunHours { get; init; } = 24;

    /// <summary>Days after which the histories of finished orchestrations are removed; results stay.</summary>
    [Range(1, 3650)]
    public int HistoryDays { get; init; } = 30;

    /// <summary>Endpoint of a custom topic of Event Grid that receives the end of every run; empty for none.</summary>
    [Addresses(IsOneService = true, ErrorMessage = "the https:// endpoint of a custom topic")]
    public string EventGridTopic { get; init; } = "";
}
