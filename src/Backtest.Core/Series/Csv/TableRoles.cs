using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Building;
using Backtest.Core.Series.Csv.Formats;
using Backtest.Core.Series.Csv.Roles;
using Backtest.Core.Series.Csv.Tables;
using Backtest.Core.Series.Csv.Wide;
using Backtest.Core.Text;

namespace Backtest.Core.Series.Csv;

/// <summary>The roles of a table's columns, and the series that they hold.</summary>
internal sealed class TableRoles
{
    private readonly CsvTable _table;
    private readonly ColumnChoice _choice;
    private readonly CsvLimits _limits;
    private readonly ColumnProfile[] _profiles;
    private readonly ColumnRole[] _roles;
    private readonly string?[] _formats;

    /// <summary>Profiles the columns of a table.</summary>
    public TableRoles(CsvTable table, ColumnChoice choice, CsvLimits limits)
    {
        (_table, _choice, _limits) = (table, choice, limits);
        _profiles = [.. Enumerable.Range(0, table.Columns).Select(column => ColumnProfile.Of(table, column))];
        _roles = new ColumnRole[table.Columns];
        _formats = new string?[table.Columns];
    }

    /// <summary>The layout of the file, as far as it is known.</summary>
    public CsvShape Shape { get; private set; } = CsvShape.Columns;

    /// <summary>Unreadable series, if most of the others can be read.</summary>
    public IReadOnlyList<RefusedSeries> Refused { get; private set; } = [];

    /// <summary>How a column was read.</summary>
    public ReadColumn Column(int column) => new(_table.NameOf(column), Kind(column), _roles[column], _formats[column]);

    /// <summary>Reads the series.</summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="notes">Receives the guesses that were made.</param>
    /// <exception cref="InputException">The first error.</exception>
    public IReadOnlyList<TimeSeries> Read(string upload, List<string> notes)
    {
        var series = WideTable.Find(_table, _profiles, _choice) is { } wide ? ReadWide(upload, wide, notes) : ReadRows(upload, notes);

        // Notes on the file apply to each of its series.
        var column = ValueColumn();
        return [.. series.Select(one => one with { Column = column, Notes = notes.Count == 0 ? one.Notes : [.. notes, .. one.Notes ?? []] })
            .Select(LeadingGap.CutOff)
            .Select(CovariateGaps.Note)];
    }

    private string? ValueColumn() => _roles.Count(role => role == ColumnRole.Target) == 1
        && _table.Header?[Array.IndexOf(_roles, ColumnRole.Target)] is { Length: > 0 } name ? name : null;

    private CsvColumnKind Kind(int column) => _roles[column] == ColumnRole.Time ? CsvColumnKind.Time : _profiles[column].Kind switch
    {
        CellKind.Time => CsvColumnKind.Time,
        CellKind.Number => CsvColumnKind.Value,
        CellKind.Text => CsvColumnKind.Text,
        _ => CsvColumnKind.Empty,
    };

    private List<TimeSeries> ReadWide(string upload, WideTable wide, List<string> notes)
    {
        Shape = CsvShape.Wide;
        notes.Add(wide.Note);
        SetRoles(wide.Ids, ColumnRole.Id);
        SetRoles(wide.Down?.Parts.Select(part => part.Column) ?? [], ColumnRole.Time);
        SetRoles(wide.Across, ColumnRole.Target);
        var parts = wide.Read(_choice, _limits, out var format);
        SetFormats(wide.Across, format, notes);
        NoteLeftOut(notes);
        var names = new SeriesNames(upload, parts.Count);
        return EachOf(parts.ConvertAll(part => (part.Id, part)), names, (part, name) =>
        {
            string Where(int k) => _table.Where(part.Places[k].Row, part.Places[k].Column);
            if (part.Places.Length == 0)
            {
                throw NoValue(name);
            }

            var builder = new SeriesBuilder(_choice, (_, _) => false, k => Shown(part.Observations.Times!.Ticks[k]), Where);
            return builder.Build(name, [.. Enumerable.Range(0, part.Places.Length)], part.Observations);
        });
    }

    private static InputException NoValue(string name) =>
        new($"The series '{name}' has no value at all.", null, "Give at least one number.");

    // An unreadable series does not affect the others, unless most are unreadable: then the file itself was misread.
    private List<TimeSeries> EachOf<T>(List<(string? Id, T Part)> parts, SeriesNames names, Func<T, string, TimeSeries> build)
    {
        var series = new List<TimeSeries>(parts.Count);
        var refused = new List<RefusedSeries>();
        for (var place = 0; place < parts.Count; place++)
        {
            _table.ThrowIfCancelled();
            var (id, part) = parts[place];
            var name = names.Of(id, out var note);
            try
            {
                var one = With(build(part, name), note);
                series.Add(one.Missing < one.Length ? parts.Count > 1 ? one with { Id = id } : one : throw NoValue(name));
            }
            catch (InputException problem) when (id is not null && parts.Count > 1)
            {
                refused.Add(new RefusedSeries(place, name, id, problem.Problem));
            }
        }

        Refused = refused.Count <= parts.Count / 2 ? refused : throw new InputException(refused[0].Problem);
        return series;
    }

    private static string Shown(long ticks) =>
        new DateTime(ticks).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private List<TimeSeries> ReadRows(string upload, List<string> notes)
    {
        var covariates = Covariates();
        var taken = covariates.Select(covariate => covariate.Column).ToHashSet();
        taken.UnionWith(_choice.Id.Select(name => ColumnNames.Find(_table, name, "id")));
        var target = _choice.Target is { } named ? ColumnNames.Find(_table, named, "value column") : -1;
        if (target >= 0)
        {
            taken.Add(target);
        }

        var source = new TimeFinder(_table, _profiles, _choice, taken).Find();
        var times = source?.Read(_table, _choice.Format);
        SetRoles(source?.Parts.Select(part => part.Column) ?? [], ColumnRole.Time);
        foreach (var (column, _) in source?.Parts ?? [])
        {
            _formats[column] = times!.Format;
        }

        notes.AddRange(times?.Notes ?? []);
        taken.UnionWith(source?.Parts.Select(part => part.Column) ?? []);
        if (source is not null && _table.Columns == 1)
        {
            Shape = CsvShape.Events;
            return [EventTimes.ToIntervals(upload, times!)];
        }

        var rowNumbers = TargetFinder.RowNumbers(_table, _profiles).Where(column => !taken.Contains(column)).ToList();
        taken.UnionWith(rowNumbers);
        var ids = IdFinder.Find(_table, _profiles, times, taken, _choice, _limits);
        SetRoles(ids, ColumnRole.Id);
        taken.UnionWith(ids);
        target = target >= 0 ? target : TargetFinder.Find(_table, _profiles, taken, _choice);
        _roles[target] = ColumnRole.Target;
        Shape = ids.Count > 0 ? CsvShape.LongFormat
            : times is not null && _table.Columns == 2 ? CsvShape.TimedValues
            : _table.Columns == 1 ? CsvShape.Values
            : CsvShape.Columns;
        var values = NumberColumns.Read(_table, [target], _choice, out var format)[0];
        SetFormats([target], format, notes);
        var observations = new Observations(times, values, covariates.ConvertAll(covariate => Read(covariate, notes)));
        NoteLeftOut(notes);
        if (times is null && BlankLines() is { } blank)
        {
            notes.Add(blank);
        }

        return Build(upload, ids, source, observations);
    }

    private List<(int Column, string Name, bool IsKnownAhead)> Covariates()
    {
        var covariates = _choice.PastCovariates.Select(name => (Column: ColumnNames.Find(_table, name, "covariate"), name, false))
            .Concat(_choice.FutureCovariates.Select(name => (ColumnNames.Find(_table, name, "covariate"), name, true)))
            .ToList();
        foreach (var (column, _, isKnownAhead) in covariates)
        {
            _roles[column] = isKnownAhead ? ColumnRole.FutureCovariate : ColumnRole.PastCovariate;
        }

        return covariates;
    }

    private Covariate Read((int Column, string Name, bool IsKnownAhead) covariate, List<string> notes)
    {
        var values = NumberColumns.Read(_table, [covariate.Column], _choice, out var format)[0];
        SetFormats([covariate.Column], format, notes);
        return new Covariate(covariate.Name, values, covariate.IsKnownAhead);
    }

    private List<TimeSeries> Build(string upload, List<int> ids, TimeSource? source, Observations observations)
    {
        var parts = Groups(ids);
        var names = new SeriesNames(upload, parts.Count);
        var builder =
            new SeriesBuilder(_choice, AreAlike, row => source?.Shown(_table, row) ?? "", row => _table.Where(row, source?.Column ?? 0));
        return EachOf(
            parts,
            names,
            (rows, name) => FutureRows.Split(builder.Build(name, RowsOf(rows), observations)));
    }

    private static TimeSeries With(TimeSeries series, string? note) =>
        note is null ? series : series with { Notes = [note, .. series.Notes ?? []] };

    // The rows of each series, in the order of their first rows.
    private List<(string? Id, List<Range> Rows)> Groups(List<int> ids)
    {
        if (ids.Count == 0)
        {
            return [(null, [0.._table.Rows])];
        }

        var groups = new Dictionary<string, List<Range>>();
        for (var row = 0; row < _table.Rows; row++)
        {
            var id = IdFinder.IdOf(_table, ids, row);
            if (!groups.TryGetValue(id, out var rows))
            {
                groups[id] = rows = groups.Count < _limits.MaxSeries
                    ? []
                    : throw new InputException(
                        $"The file has more than {_limits.MaxSeries} series.", $"line {_table.Line(row)}", "Split it.");
            }

            // Most files have the rows of a series one below the other.
            if (rows.Count > 0 && rows[^1].End.Value == row)
            {
                rows[^1] = rows[^1].Start..(row + 1);
            }
            else
            {
                rows.Add(row..(row + 1));
            }
        }

        return [.. groups.Select(group => ((string?)group.Key, group.Value))];
    }

    private static int[] RowsOf(List<Range> ranges) =>
        [.. ranges.SelectMany(range => Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value))];

    private bool AreAlike(int a, int b)
    {
        for (var column = 0; column < _table.Columns; column++)
        {
            if (!_table.Utf8(a, column).SequenceEqual(_table.Utf8(b, column)))
            {
                return false;
            }
        }

        return true;
    }

    private void SetRoles(IEnumerable<int> columns, ColumnRole role)
    {
        foreach (var column in columns)
        {
            _roles[column] = role;
        }
    }

    private void SetFormats(IEnumerable<int> columns, NumberFormat format, List<string> notes)
    {
        foreach (var column in columns)
        {
            _formats[column] = format.Text;
        }

        notes.AddRange(format.Notes);
    }

    private void NoteLeftOut(List<string> notes)
    {
        var left = Enumerable.Range(0, _table.Columns).Where(column => _roles[column] == ColumnRole.LeftOut).ToList();
        if (left.Count > 0)
        {
            notes.Add(
                $"The column{(left.Count == 1 ? "" : "s")} {_table.ColumnNames(left)} {(left.Count == 1 ? "was" : "were")} not read.");
        }
    }

    // Without dates, nothing else shows that a blank line may stand for a missing value.
    private string? BlankLines()
    {
        var blank = _table.Line(_table.Rows - 1) - _table.Line(0) + 1 - _table.Rows;
        return _table.Columns == 1 && blank > 0
            ? $"{Counted.Of(blank, "blank line")} between the values {(blank == 1 ? "was" : "were")} left out; write NA for a missing value."
            : null;
    }
}
