using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning;

/// <summary>
/// Values of an axis given as a range: <c>{ "from": 1, "to": 9, "step": 2 }</c>, <c>{ "from": 0, "to": 1, "count": 5 }</c>, or
/// with equal ratios <c>{ "from": 1e-4, "to": 1e-2, "count": 3, "scale": "log" }</c>.
/// </summary>
internal static class GridRange
{
    /// <summary>Limit of values in a range.</summary>
    public const int MostValues = 10_000;

    /// <summary>The names of the scales.</summary>
    public static IReadOnlyList<string> Scales { get; } = ["linear", "log"];

    /// <summary>The values of a range, including both ends if a step meets the upper one.</summary>
    /// <param name="axis">The axis; values of a whole-number axis are rounded, without duplicates.</param>
    /// <param name="range">A JSON object.</param>
    /// <param name="where">The axis' place in the grid.</param>
    /// <exception cref="InputException">The range is invalid.</exception>
    public static List<JsonNode?> Values(GridAxis axis, JsonElement range, string where)
    {
        double? Field(string name)
        {
            if (!range.TryGetProperty(name, out var value))
            {
                return null;
            }

            return value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble())
                ? value.GetDouble()
                : throw Problem($"{name} is not a number.");
        }

        InputException Problem(string what) => new(
            $"The range is not valid: {what}",
            where,
            "Give from, to and either step or count, such as {\"from\": 1, \"to\": 9, \"step\": 2} or {\"from\": 0.0001, "
                + "\"to\": 0.01, \"count\": 3, \"scale\": \"log\"}.");

        foreach (var field in range.EnumerateObject())
        {
            if (field.Name is not ("from" or "to" or "step" or "count" or "scale"))
            {
                throw Problem($"'{field.Name}' is not a known key.");
            }
        }

        var isLog = false;
        if (range.TryGetProperty("scale", out var scale))
        {
            isLog = scale.ValueKind == JsonValueKind.String && Scales.Contains(scale.GetString()!)
                ? scale.GetString() == "log"
                : throw Problem("scale is neither linear nor log.");
        }

        var (from, to, step, count) = (Field("from"), Field("to"), Field("step"), Field("count"));
        if (from is not { } first || to is not { } last || last < first)
        {
            throw Problem("it needs from and to, in this order.");
        }

        if (step is null == count is null || (isLog && step is not null))
        {
            throw Problem(isLog ? "with a log scale it needs count, not step." : "it needs either step or count.");
        }

        if (isLog && first <= 0)
        {
            throw Problem("with a log scale from must be above 0.");
        }

        if (step <= 0 || count < 1 || count % 1 > 0)
        {
            throw Problem("step must be above 0, and count a whole number of at least 1.");
        }

        // The tolerance is for quotients such as 0.3 / 0.1, which is slightly below 3.
        var values = step is { } width ? Math.Floor(((last - first) / width) + 1e-9) + 1 : count!.Value;
        if (values > MostValues)
        {
            throw Problem($"it has more than {MostValues} values.");
        }

        double[] numbers = [.. Enumerable.Range(0, (int)values).Select(k =>
        {
            var share = values == 1 ? 0 : k / (values - 1);
            var value = step is { } width
                ? first + (k * width)
                : isLog
                ? first * Math.Pow(last / first, share)
                : first + (share * (last - first));
            return axis.Values.AreWhole ? Math.Round(value) : Rounded(value);
        })];
        if (!Array.TrueForAll(numbers, double.IsFinite))
        {
            throw Problem("its ends are too far apart.");
        }

        return
        [
            .. numbers.Distinct().Select(value => axis.Values.AreWhole && Math.Abs(value) <= int.MaxValue
                ? (JsonNode?)JsonValue.Create((int)value)
                : JsonValue.Create(value)),
        ];
    }

    // 0.1 + 2 * 0.1 is meant to be 0.3; the given ends stay unchanged.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
