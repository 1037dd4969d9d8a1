using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Core.Problems;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Panels;

/// <summary>A page of a panel's series.</summary>
/// <param name="Name">Name of the upload.</param>
/// <param name="Run">Id of the run.</param>
/// <param name="Series">Number of series of the panel that are over.</param>
/// <param name="Matches">Number of series that match the search.</param>
/// <param name="Offset">Number of matching series before the first row.</param>
/// <param name="Rows">The results of the series.</param>
/// <param name="Errors">The distribution of all series' errors on the hold-outs, relative to the naive forecast.</param>
public sealed record PanelPage(
    string Name, RunId Run, int Series, int Matches, int Offset, IReadOnlyList<SeriesRow> Rows, IReadOnlyList<ErrorShare> Errors)
{
    /// <summary>The model families over the series with forecasts; null if the run is not over.</summary>
    public FamilyRanking? Ranking { get; init; }

    // Ratios of the published trial's error to the naive forecast's. They are 1 if the naive forecast is published.
    private static readonly double[] Bounds = [0, 0.25, 0.5, 0.75, 1, 1, 1.5, 2, double.PositiveInfinity];

    /// <summary>Makes a page of rows.</summary>
    /// <param name="name">Name of the upload.</param>
    /// <param name="run">Id of the run.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="request">The request.</param>
    public static PanelPage Of(string name, RunId run, IReadOnlyList<SeriesRow> rows, PanelPageRequest request)
    {
        var matches = rows.Where(request.Matches).ToList();
        return new PanelPage(
            name,
            run,
            rows.Count,
            matches.Count,
            request.Offset,
            [.. request.Sorted(matches).Skip(request.Offset).Take(request.Limit)],
            ErrorsOf(rows));
    }

    private static List<ErrorShare> ErrorsOf(IReadOnlyList<SeriesRow> rows)
    {
        var ratios = rows.Select(row => row.RelativeError).OfType<double>().Where(ratio => ratio >= 0).ToList();
        var shares = new List<ErrorShare>();
        for (var k = 0; k + 1 < Bounds.Length; k++)
        {
            var (from, to) = (Bounds[k], Bounds[k + 1]);
            var count = from == to
                ? ratios.Count(ratio => ratio == from)
                : ratios.Count(ratio => (from == 1 ? ratio > from : ratio >= from) && (ratio < to || double.IsPositiveInfinity(to)));
            shares.Add(new ErrorShare(from, double.IsFinite(to) ? to : null, count));
        }

        return shares;
    }
}

/// <summary>Series whose error on the hold-out, relative to the naive forecast's, lies in a range.</summary>
/// <param name="From">Start of the range.</param>
/// <param name="To">End of the range; null for no end. If it equals the start, the range is that single number.</param>
/// <param name="Series">Number of series.</param>
public sealed record ErrorShare(double From, double? To, int Series);

/// <summary>A request for a page of a panel's series.</summary>
/// <param name="Sort">A key of <see cref="SortKeys"/>.</param>
/// <param name="IsDescending">Whether the largest come first.</param>
/// <param name="Search">Text that the id contains, ignoring case; null for all.</param>
/// <param name="State">State of the series; null for all.</param>
/// <param name="Offset">Number of series to skip.</param>
/// <param name="Limit">Number of series on the page.</param>
/// <param name="Points">Maximum number of means that show the values of a series; 0 for none.</param>
public sealed record PanelPageRequest(
    string Sort, bool IsDescending, string? Search, RunState? State, int Offset, int Limit, int Points)
{
    /// <summary>Default number of rows.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Limit of rows.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>Limit of means per series.</summary>
    public const int MaxPoints = 100;

    /// <summary>Limit of rows with means.</summary>
    public const int MaxLimitWithPoints = 100;

    /// <summary>The default order: series that need attention first.</summary>
    public const string DefaultSort = "attention";

    // Series without the number come last in either direction.
    private static readonly Dictionary<string, Func<SeriesRow, double?>> Numbers = new(StringComparer.Ordinal)
    {
        ["state"] = row => Need(row),
        ["index"] = row => row.Index,
        ["length"] = row => row.Length,
        ["mase"] = row => row.Mase,
        ["holdOutMase"] = row => row.HoldOutMase,
        ["naiveHoldOutMase"] = row => row.NaiveHoldOutMase,
        ["holdOut"] = row => row.HoldOutScore,
        ["naiveHoldOut"] = row => row.NaiveHoldOutScore,
        ["relative"] = row => row.RelativeError,
        ["relativeMase"] = row => row.HoldOutMase / row.NaiveHoldOutMase,
        ["bias"] = row => row.Bias,
        ["coverage80"] = row => row.Coverage80,
        ["coverage95"] = row => row.Coverage95,
        ["pooling"] = row => row.Pooling is { Windows: > 0 } pair ? (double)(pair.Closer - pair.Further) / pair.Windows : null,
    };

    private static readonly Dictionary<string, Func<SeriesRow, string?>> Texts = new(StringComparer.Ordinal)
    {
        ["id"] = row => row.Id,
        ["family"] = row => row.Family,
        ["label"] = row => row.Label,
    };

    /// <summary>The keys to sort rows by.</summary>
    public static IReadOnlyList<string> SortKeys { get; } = [DefaultSort, .. Numbers.Keys, .. Texts.Keys];

    /// <summary>Reads a request from a query.</summary>
    /// <param name="sort">A key of <see cref="SortKeys"/>, with a leading '-' for descending order.</param>
    /// <param name="search">Text that the id contains.</param>
    /// <param name="state">done, failed or refused.</param>
    /// <param name="offset">A whole number of at least 0.</param>
    /// <param name="limit">A whole number from 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="points">A whole number from 0 to <see cref="MaxPoints"/>.</param>
    /// <exception cref="InputException">A parameter is invalid.</exception>
    public static PanelPageRequest Parse(
        string? sort, string? search, string? state, string? offset, string? limit, string? points)
    {
        var key = (sort ?? DefaultSort).TrimStart('-');
        if (!SortKeys.Contains(key))
        {
            throw new InputException(
                $"'{InputProblem.Shorten(sort!)}' is not a key to sort by.", "sort", $"Give one of {string.Join(", ", SortKeys)}.");
        }

        RunState? only = state switch
        {
            null => null,
            "done" => RunState.Done,
            "failed" => RunState.Failed,
            "refused" => RunState.Refused,
            _ => throw new InputException(
                $"'{InputProblem.Shorten(state)}' is not a state of a series.", "state", "Give done, failed or refused."),
        };
        var means = Number(points, "points", 0, MaxPoints, 0);
        return new PanelPageRequest(
            key,
            sort is ['-', ..],
            search,
            only,
            Number(offset, "offset", 0, int.MaxValue, 0),
            Number(limit, "limit", 1, means > 0 ? MaxLimitWithPoints : MaxLimit, DefaultLimit),
            means);
    }

    /// <summary>Whether the request includes a series.</summary>
    internal bool Matches(SeriesRow row) =>
        (State is null || row.State == State)
        && (Search is null || row.Id.Contains(Search, StringComparison.OrdinalIgnoreCase));

    /// <summary>Sorts series as requested.</summary>
    internal IEnumerable<SeriesRow> Sorted(IEnumerable<SeriesRow> rows)
    {
        if (Texts.TryGetValue(Sort, out var text))
        {
            var known = rows.OrderBy(row => text(row) is null);
            return IsDescending ? known.ThenByDescending(text, StringComparer.Ordinal) : known.ThenBy(text, StringComparer.Ordinal);
        }

        if (Numbers.TryGetValue(Sort, out var number))
        {
            var known = rows.OrderBy(row => number(row) is null);
            return (IsDescending ? known.ThenByDescending(number) : known.ThenBy(number)).ThenBy(row => row.Index);
        }

        return rows.OrderByDescending(Need)
            .ThenByDescending(row => row.RelativeError ?? double.NegativeInfinity)
            .ThenBy(row => row.Index);
    }

    // How much a series needs attention: most without forecasts, then by the verdict. Among equals, the worst ones relative to the naive
    // forecast come first.
    private static double Need(SeriesRow row) => row.State switch
    {
        RunState.Done => (double)(row.Advice ?? Advice.Trust),
        RunState.Failed => (double)Advice.DoNotUse + 1,
        _ => (double)Advice.DoNotUse + 2,
    };

    private static int Number(string? text, string name, int least, int most, int byDefault) =>
        text is null ? byDefault
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : throw new InputException(
            $"'{InputProblem.Shorten(text)}' is not a valid {name}.", name, $"Give a whole number from {least} to {most}.");
}
