using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv.Decoding;

namespace Backtest.Core.Planning.External;

/// <summary>A table of forecasts made elsewhere, as given in a grid.</summary>
public sealed class ExternalFile
{
    // Read on first use, by the grid's description of the upload.
    private readonly ConditionalWeakTable<ColumnChoice, ExternalTable> _tables = [];

    /// <summary>Creates a table.</summary>
    /// <param name="name">Display name of the forecasts; null for <c>external</c>.</param>
    /// <param name="csv">
    /// The table as CSV, with the columns ds, cutoff, yhat and, for several series, unique_id and, for several models, model.
    /// </param>
    [JsonConstructor]
    public ExternalFile(string? name, string csv) => (Name, Csv) = (name ?? "external", csv);

    /// <summary>Display name of the forecasts.</summary>
    [JsonPropertyName("name")]
    public string Name { get; }

    /// <summary>The table as CSV.</summary>
    [JsonPropertyName("csv")]
    public string Csv { get; }

    /// <summary>Decodes a table, whose encoding its bytes determine, or else that of the upload.</summary>
    /// <param name="name">Display name of the forecasts; null for <c>external</c>.</param>
    /// <param name="text">The table as CSV.</param>
    /// <param name="columns">The grid's description of the upload.</param>
    /// <exception cref="InputException">It is not text in a known encoding.</exception>
    public static ExternalFile Decode(string? name, ReadOnlyMemory<byte> text, ColumnChoice columns) => new(
        name,
        ExternalTable.Tell(name ?? "external", () => Encoding.UTF8.GetString(Decode(text, columns.Encoding).Utf8.Span)));

    /// <summary>The parsed table.</summary>
    /// <param name="columns">The grid's description of the upload.</param>
    internal ExternalTable Table(ColumnChoice columns) => _tables.GetValue(columns, given => ExternalTable.Read(Name, Csv, given));

    private static FileText Decode(ReadOnlyMemory<byte> text, string? encoding)
    {
        try
        {
            return FileText.Of(text, null);
        }
        catch (InputException) when (encoding is not null)
        {
            return FileText.Of(text, encoding);
        }
    }
}
