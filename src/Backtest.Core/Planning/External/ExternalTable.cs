using System.Globalization;
using System.Text;
using Backtest.Core.Evaluation;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Core.Series.Csv.Formats;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Planning.External;

/// <summary>Rows of forecasts made elsewhere, read like any other table.</summary>
internal sealed class ExternalTable
{
    private const string IdColumn = "unique_id";
    private const string TimeColumnName = "ds";
    private const string CutoffColumn = "cutoff";
    private const string ForecastColumn = "yhat";
    private const int MostShown = 20;

    // Names of the columns of bounds, as backtest predictions writes them, and short for the wider level.
    private static readonly (string Lower, string Upper, double Level)[] BoundColumns =
        [("lo-80", "hi-80", 0.8), ("lo-95", "hi-95", 0.95), ("lo", "hi", 0.95)];

    private readonly string _name;
    private readonly CsvTable _table;
    private readonly int _time;
    private readonly int _cutoff;
    private readonly double[] _yhat;
    private readonly List<PredictionInterval> _bounds = [];
    private readonly string?[] _ids;
    private readonly Lazy<(ColumnTimes Times, ColumnTimes Cutoffs)> _times;
    private readonly Lazy<(ColumnTimes Times, ColumnTimes Cutoffs)> _counts;

    private ExternalTable(string name, CsvTable table)
    {
        (_name, _table) = (name, table);
        (_time, _cutoff) = (Find(TimeColumnName), Find(CutoffColumn));
        var bounds = BoundColumns.Where(pair => Has(pair.Lower) || Has(pair.Upper)).ToList();
        var columns = NumberColumns.Read(
            table,
            [Find(ForecastColumn), .. bounds.SelectMany(pair => new[] { Find(pair.Lower), Find(pair.Upper) })],
            new ColumnChoice(),
            out _);
        _yhat = columns[0];
        foreach (var (k, (lower, _, level)) in bounds.Index())
        {
            Add(lower, new PredictionInterval(level, columns[(2 * k) + 1], columns[(2 * k) + 2]));
        }

        var id = Array.IndexOf(table.Header ?? [], IdColumn);
        _ids = [.. Enumerable.Range(0, table.Rows).Select(row => id < 0 ? null : table.Cell(row, id))];
        _times = new(() => Tell(() => (TimeColumn.Parse(table, _time, null), TimeColumn.Parse(table, _cutoff, null))));
        _counts = new(() => Tell(() => (Counts(_time), Counts(_cutoff))));
    }

    /// <summary>Reads a table.</summary>
    /// <param name="name">Display name of the forecasts.</param>
    /// <param name="csv">The table.</param>
    /// <exception cref="InputException">It is not a table, lacks a column, or a cell is not a number.</exception>
    public static ExternalTable Read(string name, string csv) => Tell(name, () => new ExternalTable(
        name, SeriesReader.Table(Encoding.UTF8.GetBytes(csv), new ColumnChoice(), new CsvLimits(), CancellationToken.None)));

    /// <summary>Checks that the upload contains every forecast series.</summary>
    /// <param name="ids">Ids of the upload's series; null for a series without an id.</param>
    /// <exception cref="InputException">The upload lacks a series.</exception>
    public void CheckIds(IReadOnlyCollection<string?> ids)
    {
        var own = _ids.Distinct().ToList();
        if (ids.Count == 1 && own.Count == 1)
        {
            return;
        }

        var known = ids.ToHashSet();
        for (var row = 0; row < _ids.Length; row++)
        {
            if (!known.Contains(_ids[row]))
            {
                throw _ids[row] is null
                    ? Problem(row, $"The forecasts have no column '{IdColumn}', and the upload has several series.",
                        $"Add the column {IdColumn} with the ids of the upload.")
                    : Problem(row, $"The upload has no series '{InputProblem.Shorten(_ids[row]!)}'.",
                        $"Use the ids of the upload, such as {string.Join(", ", ids.Take(MostShown).Select(id => id ?? "none at all"))}.");
            }
        }
    }

    /// <summary>The forecasts of a series on the windows of a protocol and, where given, on the hold-out.</summary>
    /// <param name="series">The series.</param>
    /// <param name="protocol">Its windows.</param>
    /// <returns>The forecasts; null if there are none for the series.</returns>
    /// <exception cref="InputException">Forecasts of a window are missing or duplicated.</exception>
    public ExternalSpec? Of(TimeSeries series, BacktestProtocol protocol)
    {
        var rows = Enumerable.Range(0, _ids.Length)
            .Where(row => series.Id is null || _ids[row] == series.Id)
            .ToList();
        if (rows.Count == 0)
        {
            return null;
        }

        var given = Group(series, rows);
        var windows = RollingOrigin.Windows(series.Length, protocol);
        var forecasts = windows.Select(window => Forecast(series, window, given) ?? throw NoCutoff(series, window, windows, given))
            .Concat(RollingOrigin.HoldOut(series.Length, protocol)
                .Select(window => Forecast(series, window, given))
                .OfType<ExternalForecast>());
        return new ExternalSpec(_name, [.. forecasts]);
    }

    // By cutoff and time, as numbers that are comparable with those of the series.
    private Dictionary<long, Dictionary<long, int>> Group(TimeSeries series, List<int> rows)
    {
        var (times, cutoffs) = series.Timestamps is null ? _counts.Value : _times.Value;
        var areInstants = HaveOffsets(series);
        var groups = new Dictionary<long, Dictionary<long, int>>();
        foreach (var row in rows)
        {
            var cutoff = areInstants ? cutoffs.Instant(row) : cutoffs.Ticks[row];
            if (!groups.TryGetValue(cutoff, out var group))
            {
                groups[cutoff] = group = [];
            }

            if (!group.TryAdd(areInstants ? times.Instant(row) : times.Ticks[row], row))
            {
                throw Problem(row, "The series has another forecast of this time from this cutoff.", "Give one of them.");
            }
        }

        return groups;
    }

    private bool HaveOffsets(TimeSeries series) =>
        series is { Timestamps: not null, Offsets: not null } && _times.Value is { Times.Offsets: not null, Cutoffs.Offsets: not null };

    private long KeyOf(TimeSeries series, int index) => series.Timestamps is null ? index + 1
        : HaveOffsets(series) ? series.TimeAt(index)!.Value.UtcTicks
        : series.Timestamps[index].Ticks;

    private ExternalForecast? Forecast(TimeSeries series, Window window, Dictionary<long, Dictionary<long, int>> given)
    {
        if (!given.TryGetValue(KeyOf(series, window.TrainingEnd - 1), out var group))
        {
            return null;
        }

        var yhat = new double[window.TestEnd - window.TestStart];
        var rows = new int[yhat.Length];
        for (var k = 0; k < yhat.Length; k++)
        {
            if (!group.TryGetValue(KeyOf(series, window.TestStart + k), out var row))
            {
                throw Problem(
                    group.Values.Min(),
                    $"From the cutoff {Text(series, window.TrainingEnd - 1)} there is no forecast of {Text(series, window.TestStart + k)}.",
                    $"Give forecasts of all {yhat.Length} steps from {Text(series, window.TestStart)} to {Text(series, window.TestEnd - 1)}.");
            }

            rows[k] = row;
            yhat[k] = double.IsFinite(_yhat[row])
                ? _yhat[row]
                : throw Problem(row, "The row has no forecast.", $"Write a number into the column {ForecastColumn}.");
        }

        // A window has the intervals of a level for all of its steps or for none.
        var intervals = _bounds
            .Select(bounds => new PredictionInterval(
                bounds.Level, Array.ConvertAll(rows, row => bounds.Lower[row]), Array.ConvertAll(rows, row => bounds.Upper[row])))
            .Where(interval => Array.TrueForAll(interval.Lower, double.IsFinite))
            .ToList();
        return new ExternalForecast(window.TrainingEnd, window.TestStart - window.TrainingEnd, yhat)
        {
            Intervals = intervals.Count > 0 ? intervals : null,
        };
    }

    private InputException NoCutoff(
        TimeSeries series, Window missing, Window[] windows, Dictionary<long, Dictionary<long, int>> given)
    {
        var wanted = windows.Select(window => KeyOf(series, window.TrainingEnd - 1)).ToHashSet();
        var other = given.Where(group => !wanted.Contains(group.Key)).SelectMany(group => group.Value.Values).DefaultIfEmpty(0).Min();
        return Problem(
            other,
            $"There are no forecasts of {(series.Id is { } id ? $"'{InputProblem.Shorten(id)}'" : "the series")} from the cutoff "
                + $"{Text(series, missing.TrainingEnd - 1)}, at which a window begins.",
            $"Give forecasts from the cutoffs {string.Join(", ", windows.Take(MostShown).Select(
                window => Text(series, window.TrainingEnd - 1)))}{(windows.Length > MostShown ? ", ..." : "")}; backtest predictions lists them.");
    }

    private static string Text(TimeSeries series, int index) => series.TimeAt(index) switch
    {
        null => (index + 1).ToString(CultureInfo.InvariantCulture),
        { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        { } time => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
    };

    private int Find(string column)
    {
        var index = Array.IndexOf(_table.Header ?? [], column);
        return index >= 0 ? index : throw new InputException(
            $"The forecasts have no column '{column}'.",
            _table.HeaderLine is { } line ? $"line {line}" : null,
            $"Name the columns {IdColumn} (of several series), {TimeColumnName}, {CutoffColumn} and {ForecastColumn}.");
    }

    private bool Has(string column) => Array.IndexOf(_table.Header ?? [], column) >= 0;

    private void Add(string lower, PredictionInterval interval)
    {
        if (_bounds.Exists(known => known.Level == interval.Level))
        {
            throw new InputException("The 95 % bounds are given twice.", $"column '{lower}'", "Give lo and hi, or lo-95 and hi-95.");
        }

        for (var row = 0; row < _table.Rows; row++)
        {
            if (interval.Lower[row] > interval.Upper[row])
            {
                throw new InputException("The lower bound is above the upper one.", $"{Line(row)}, column '{lower}'", "Exchange them.");
            }

            if (double.IsNaN(interval.Lower[row]) != double.IsNaN(interval.Upper[row]))
            {
                throw new InputException(
                    "The row has one bound without the other.",
                    $"{Line(row)}, column '{lower}'",
                    "Give both bounds of a row, or leave both empty.");
            }
        }

        _bounds.Add(interval);
    }

    private ColumnTimes Counts(int column) => TimeColumn.Counts(_table, column) ?? throw new InputException(
        "The forecasts have times, but the series has none.",
        $"column {_table.ColumnName(column)}",
        "Write the places of the values in the series, counted from 1.");

    private InputException Problem(int row, string what, string right) => new(what, $"{Place(_name)}, {Line(row)}", right);

    private string Line(int row) => $"line {_table.Line(row)}";

    private T Tell<T>(Func<T> read) => Tell(_name, read);

    // Adds the table's name to problems of its parts.
    private static T Tell<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InputException problem)
        {
            throw new InputException(problem.Problem with
            {
                Where = problem.Problem.Where is { } where ? $"{Place(name)}, {where}" : Place(name),
            });
        }
    }

    private static string Place(string name) => $"external '{name}'";
}
