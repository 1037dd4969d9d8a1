using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Files;

namespace Backtest.Runs.Forecasting;

/// <summary>A series as JSON, to forecast.</summary>
/// <param name="Values">Its values in time order, at least one; null where missing.</param>
/// <param name="Timestamps">The time of each value, as in a file; null if the series has no times.</param>
public sealed record GivenValues(IReadOnlyList<double?> Values, IReadOnlyList<string>? Timestamps = null)
{
    private const string Right =
        """Send {"values": [1, 2, null, 4]} or {"values": [1, 2], "timestamps": ["2026-01-01", "2026-02-01"]}; horizon, level and model belong into the query.""";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads a body.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    /// <exception cref="InputException">It is not such an object.</exception>
    public static GivenValues Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<GivenValues>(json, Json) ?? throw new JsonException();
        }
        catch (JsonException problem)
        {
            var place = problem.Path is { Length: > 2 } path ? path[2..] : "body";
            throw new InputException(
                "The body is not a series as JSON.", problem.LineNumber is { } line ? $"{place}, line {line + 1}" : place, Right);
        }
    }

    /// <summary>Makes the series. Its times are read and checked like those of a file.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="limits">Limits of the upload.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">It has no value or too many, or its times cannot be read.</exception>
    public TimeSeries ToSeries(SeriesName name, CsvLimits limits, CancellationToken cancellationToken)
    {
        if (Values.Count > limits.MaxRows)
        {
            throw new InputException($"The series has {Values.Count} values.", "values", $"Send at most {limits.MaxRows}.") { IsTooLarge = true };
        }

        for (var k = 0; k < Values.Count; k++)
        {
            if (Values[k] is { } value && !double.IsFinite(value))
            {
                throw new InputException("A value is too large for a number.", $"values[{k}]", "Send numbers below 1.8e308, or null.");
            }
        }

        if (!Values.Any(value => value is not null))
        {
            throw new InputException("The series has no value.", "values", Right);
        }

        if (Timestamps is null)
        {
            return new TimeSeries(name, [.. Values.Select(value => value ?? double.NaN)]);
        }

        return Timestamps.Count == Values.Count
            ? Dated(Timestamps, name, limits, cancellationToken)
            : throw new InputException(
                $"There are {Values.Count} values and {Timestamps.Count} times.", "timestamps", "Send a time for each value.");
    }

    // As a file of two columns, so that there is a single way to read times.
    private TimeSeries Dated(IReadOnlyList<string> times, SeriesName name, CsvLimits limits, CancellationToken cancellationToken)
    {
        var csv = new StringBuilder("ds,y\n");
        for (var k = 0; k < times.Count; k++)
        {
            csv.Append('"').Append(times[k].Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\",").AppendLine(
                CultureInfo.InvariantCulture, $"{Values[k]:R}");
        }

        var columns = new ColumnChoice { Time = ["ds"], Target = "y", DecimalMark = "." };
        var series = SeriesFile.Read(Encoding.UTF8.GetBytes(csv.ToString()), name, columns, limits, cancellationToken);
        return series is [var only] && only.Length - only.Missing == Values.Count(value => value is not null)
            ? only
            : throw new InputException("Not all of the times can be read.", "timestamps", "Send times of one kind, such as 2026-01-31.");
    }
}
