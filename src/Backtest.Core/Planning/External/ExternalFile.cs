using System.Text.Json.Serialization;

namespace Backtest.Core.Planning.External;

/// <summary>A table of forecasts made elsewhere, as given in a grid.</summary>
public sealed class ExternalFile
{
    private readonly Lazy<ExternalTable> _table;

    /// <summary>Creates a table, which is read on first use.</summary>
    /// <param name="name">Display name of the forecasts; null for <c>external</c>.</param>
    /// <param name="csv">The table as CSV, with the columns ds, cutoff, yhat and, for several series, unique_id.</param>
    [JsonConstructor]
    public ExternalFile(string? name, string csv)
    {
        (Name, Csv) = (name ?? "external", csv);
        _table = new(() => ExternalTable.Read(Name, Csv));
    }

    /// <summary>Display name of the forecasts.</summary>
    [JsonPropertyName("name")]
    public string Name { get; }

    /// <summary>The table as CSV.</summary>
    [JsonPropertyName("csv")]
    public string Csv { get; }

    /// <summary>The parsed table.</summary>
    [JsonIgnore]
    internal ExternalTable Table => _table.Value;
}
