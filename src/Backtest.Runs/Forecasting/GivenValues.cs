using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Text;
using Backtest.Files;

namespace Backtest.Runs.Forecasting;

/// <summary>A series as JSON, to forecast.</summary>
/// <param name="Values">Its values in time order, at least one; null where missing.</param>
/// <param name="Timestamps">The time of each value, as in a file; null if the series has no times.</param>
public sealed partial record GivenValues(IReadOnlyList<double?> Values, IReadOnlyList<string>? Timestamps = null)
{
    private const string Right =
        """Send {"values": [1, 2, null, 4]} or {"values": [1, 2], "timestamps": ["2026-01-01", "2026-02-01"]}; horizon, level and model belong into the query.""";

    private const string RightTimes = "Send a time for each value.";

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

        if (Timestamps.Count != Values.Count)
        {
            throw new InputException(
                $"There are {Counted.Of(Values.Count, "value")} and {Counted.Of(Timestamps.Count, "time")}.", "timestamps", RightTimes);
        }

        for (var k = 0; k < Timestamps.Count; k++)
        {
            if (Timestamps[k] is null)
            {
                throw new InputException("A time is missing.", $"timestamps[{k}]", RightTimes);
            }
        }

        try
        {
            return Dated(Timestamps, name, limits, cancellationToken);
        }
        catch (InputException problem) when (!problem.IsTooLarge)
        {
            throw new InputException(problem.Problem with { Where = PlaceOf(problem.Problem.Where) });
        }
    }

    // The body has no lines: that of a file's first value is the second one.
    private static string PlaceOf(string? where) =>
        where is not null
            && Line().Match(where) is { Success: true } match
            && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is >= 2 and var line
            ? $"timestamps[{line - 2}]"
            : "timestamps";

    [GeneratedRegex("^line ([0-9]{1,9})\\b")]
    private static partial Regex Line();

    // As a file of two columns, so that there is a single way to read times.
    private TimeSeries Dated(IReadOnlyList<string> times, SeriesName name, CsvLimits limits, CancellationToken cancellationToken)
    {
        var csv = new StringBuilder("ds,y\n");
        for (var k = 0; k < times.Count; k++)
        {
            var time = times[k].ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal);
            csv.AppendLine(CultureInfo.InvariantCulture, $"\"{time}\",{Values[k]:R}");
        }

        var columns = new ColumnChoice { Time = ["ds"], Target = "y", DecimalMark = "." };
        var series = SeriesFile.Read(Encoding.UTF8.GetBytes(csv.ToString()), name, columns, limits, cancellationToken);
        return series is [var only] && only.Length - only.Missing == Values.Count(value => value is not null)
            ? only
            : throw new InputException("Not all of the times can be read.", "timestamps", "Send times of one kind, such as 2026-01-31.");
    }
}
