using System.Text.Json.Serialization;

namespace Backtest.Core.Planning.External;

/// <summary>A table of forecasts that were made elsewhere, as a grid has it.</summary>
public sealed class ExternalFile
{
    private readonly Lazy<ExternalTable> _table;

    /// <summary>A table.</summary>
    /// <param name="name">The forecasts' name for people; null for <c>external</c>.</param>
    /// <param name="csv">The table as CSV: unique_id where there are several series, ds, cutoff, yhat.</param>
    [JsonConstructor]
    public ExternalFile(string? name, string csv)
    {
        (Name, Csv) = (name ?? "external", csv);
        _table = new(() => ExternalTable.Read(Name, Csv));
    }

    /// <summary>The forecasts' name for people.</summary>
    [JsonPropertyName("name")]
    public string Name { get; }

    /// <summary>The table.</summary>
    [JsonPropertyName("csv")]
    public string Csv { get; }

    /// <summary>The table, which is read once.</summary>
    [JsonIgnore]
    internal ExternalTable Table => _table.Value;
}
