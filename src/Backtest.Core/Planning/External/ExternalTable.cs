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
    private const string ModelColumn = "model";
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
    private readonly string?[] _models;
    private readonly Lazy<(ColumnTimes Times, ColumnTimes Cutoffs)> _times;
    private readonly Lazy<(ColumnTimes Times, ColumnTimes Cutoffs)> _counts;

    private ExternalTable(string name, CsvTable table, ColumnChoice columnsOfUpload)
    {
        (_name, _table) = (name, table);
        (_time, _cutoff) = (Find(TimeColumnName), Find(CutoffColumn));
        var bounds = BoundColumns.Where(pair => Has(pair.Lower) || Has(pair.Upper)).ToList();
        var columns = Numbers(
            [Find(ForecastColumn), .. bounds.SelectMany(pair => new[] { FindBound(pair.Lower, pair), FindBound(pair.Upper, pair) })],
            columnsOfUpload);
        _yhat = columns[0];
        foreach (var (k, (lower, _, level)) in bounds.Index())
        {
            Add(lower, new PredictionInterval(level, columns[(2 * k) + 1], columns[(2 * k) + 2]));
        }

        (_ids, _models) = (Texts(IdColumn), Texts(ModelColumn));
        if (_models.Distinct().Count() == 1)
        {
            // The name of the file tells enough.
            _models = new string?[table.Rows];
        }

        _times = new(() => Tell(() => Times(columnsOfUpload.Format)));
        _counts = new(() => Tell(() => (Counts(_time), Counts(_cutoff))));
    }

    /// <summary>Reads a table.</summary>
    /// <param name="name">Display name of the forecasts.</param>
    /// <param name="csv">The table.</param>
    /// <param name="columns">The grid's description of the upload, whose notation of times and numbers decides what is ambiguous.</param>
    /// <exception cref="InputException">It is not a table, lacks a column, or a cell is not a number.</exception>
    public static ExternalTable Read(string name, string csv, ColumnChoice columns) => Tell(name, () => new ExternalTable(
        name,
        SeriesReader.Table(
            Encoding.UTF8.GetBytes(csv), new ColumnChoice { Missing = columns.Missing }, new CsvLimits(), CancellationToken.None),
        columns));

    /// <summary>Adds the table's name to problems of its parts.</summary>
    internal static T Tell<T>(string name, Func<T> read)
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

    /// <summary>Checks that the upload contains every forecast series.</summary>
    /// <param name="ids">Ids of the upload's series; null for a series without an id.</param>
    /// <exception cref="InputException">The upload lacks a series.</exception>
    public void CheckIds(IReadOnlyCollection<string?> ids)
    {
        var known = ids.ToHashSet();
        if (known.Count == 1 && (known.Contains(null) || Array.TrueForAll(_ids, id => id is null)))
        {
            // The only series of the upload, under whichever id.
            var other = Array.FindIndex(_ids, id => id != _ids[0]);
            if (other < 0)
            {
                return;
            }

            throw Problem(
                other, "The forecasts are of several series, and the upload has one.", $"Give one {IdColumn}, or leave out that column.");
        }

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
    /// <returns>The forecasts of each model that has any for the series.</returns>
    /// <exception cref="InputException">Forecasts of a window are missing or contradict each other.</exception>
    public IEnumerable<ExternalSpec> Of(TimeSeries series, BacktestProtocol protocol) =>
        Enumerable.Range(0, _ids.Length)
            .Where(row => series.Id is null || _ids[row] is null || _ids[row] == series.Id)
            .GroupBy(row => _models[row])
            .Select(model => Of(series, protocol, model.Key is null ? _name : $"{_name}: {model.Key}", [.. model]));

    private ExternalSpec Of(TimeSeries series, BacktestProtocol protocol, string name, List<int> rows)
    {
        var given = Group(series, rows);
        var windows = RollingOrigin.Windows(series.Length, protocol);
        var forecasts = windows.Select(window => Forecast(series, window, given) ?? throw NoCutoff(series, window, windows, given))
            .Concat(RollingOrigin.HoldOut(series.Length, protocol)
                .Select(window => Forecast(series, window, given))
                .OfType<ExternalForecast>());
        return new ExternalSpec(name, [.. forecasts]);
    }

    // Both columns have one notation, and either may tell what the other, with few different times, does not.
    private (ColumnTimes Times, ColumnTimes Cutoffs) Times(string? format)
    {
        var times = TryTimes(_time, format) ?? TryTimes(_time, null);
        var cutoffs = TryTimes(_cutoff, format) ?? TryLike(_cutoff, times) ?? TryTimes(_cutoff, null);
        return (
            times ?? TryLike(_time, cutoffs) ?? TimeColumn.Parse(_table, _time, null),
            cutoffs ?? TimeColumn.Parse(_table, _cutoff, null));
    }

    private ColumnTimes? TryLike(int column, ColumnTimes? other) => other?.Format is { } format ? TryTimes(column, format) : null;

    private ColumnTimes? TryTimes(int column, string? format)
    {
        try
        {
            return TimeColumn.Parse(_table, column, format);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private double[][] Numbers(int[] columns, ColumnChoice columnsOfUpload)
    {
        var notation = new ColumnChoice { Missing = columnsOfUpload.Missing };
        try
        {
            return NumberColumns.Read(_table, columns, notation, out _);
        }
        catch (InputException) when (columnsOfUpload is { DecimalMark: not null } or { GroupMark: not null })
        {
            notation = notation with { DecimalMark = columnsOfUpload.DecimalMark, GroupMark = columnsOfUpload.GroupMark };
            return NumberColumns.Read(_table, columns, notation, out _);
        }
    }

    private string?[] Texts(string column)
    {
        var index = IndexOf(column);
        return [.. Enumerable.Range(0, _table.Rows).Select(row => index < 0 ? null : _table.Cell(row, index))];
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

            // Identical rows count once, as in an upload.
            var time = areInstants ? times.Instant(row) : times.Ticks[row];
            if (!group.TryAdd(time, row) && !AreSame(row, group[time]))
            {
                throw Problem(
                    row,
                    "The series has another forecast of this time from this cutoff.",
                    $"Give one of them, or tell several models apart in a column {ModelColumn}.");
            }
        }

        return groups;
    }

    private bool AreSame(int row, int other) => _yhat[row].Equals(_yhat[other])
        && _bounds.TrueForAll(bounds => bounds.Lower[row].Equals(bounds.Lower[other]) && bounds.Upper[row].Equals(bounds.Upper[other]));

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
                    $"From the cutoff {Text(series, window.TrainingEnd - 1)} there is no forecast of {Text(series, window.TestStart + k)}"
                        + $"{(series.Id is { } id ? $" for '{InputProblem.Shorten(id)}'" : "")}.",
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

    private int Find(string column) => Find(
        column,
        $"Name the columns {IdColumn} (of several series), {ModelColumn} (of several models), {TimeColumnName}, {CutoffColumn} and "
            + $"{ForecastColumn}.");

    private int FindBound(string column, (string Lower, string Upper, double Level) pair) =>
        Find(column, $"Give both bounds, in the columns {pair.Lower} and {pair.Upper}, or neither.");

    private int Find(string column, string right)
    {
        var index = IndexOf(column);
        return index >= 0 ? index : throw new InputException(
            $"The forecasts have no column '{column}'.", _table.HeaderLine is { } line ? $"line {line}" : null, right);
    }

    private bool Has(string column) => IndexOf(column) >= 0;

    // Names differ in case between tools. A name in the right case goes first.
    private int IndexOf(string column)
    {
        var header = _table.Header ?? [];
        var index = Array.IndexOf(header, column);
        return index >= 0 ? index : Array.FindIndex(header, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
    }

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

    private static string Place(string name) => $"external '{name}'";
}
