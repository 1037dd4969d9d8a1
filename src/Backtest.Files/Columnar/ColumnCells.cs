using System.Globalization;
using Backtest.Core.Series;
using Backtest.Files.Tables;
using Parquet;
using Parquet.Schema;

namespace Backtest.Files.Columnar;

/// <summary>The cells of a column of one group of rows, in order.</summary>
/// <param name="present">Which of them have a value; null if all have.</param>
/// <param name="write">Writes a value by its index among those that are there.</param>
internal sealed class ColumnCells(bool[]? present, Action<int, TableText, int> write)
{
    // Numbers take eight bytes each in a page, and about the same as text.
    private const int PageRatio = 4;

    private const string DateFormat = "yyyy-MM-dd";
    private const string TimeFormat = "HH:mm:ss.FFFFFFF";

    private int _row;
    private int _value;

    /// <summary>Maximum size of the pages of a file after unpacking, in bytes.</summary>
    public static long MaxBytesFor(CsvLimits limits) => PageRatio * limits.MaxBytes;

    /// <summary>Whether a column holds numbers, times or texts.</summary>
    public static bool CanRead(DataField field) => Type.GetTypeCode(field.ClrType) != TypeCode.Object
        || field.ClrType == typeof(ReadOnlyMemory<char>)
            || field.ClrType == typeof(Half)
            || field.ClrType == typeof(DateOnly)
            || field.ClrType == typeof(Guid);

    /// <summary>Reads a supported column.</summary>
    /// <param name="group">The group of rows.</param>
    /// <param name="field">The column.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static Task<ColumnCells> ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        var type = field.ClrType;
        return type == typeof(ReadOnlyMemory<char>)
            ? OfAsync<ReadOnlyMemory<char>>(static (table, column, text) => table.AddText(column, text.Span))
            : type == typeof(double) ? OfAsync<double>(static (table, column, value) => AddReal(table, column, value))
            : type == typeof(float) ? OfAsync<float>(static (table, column, value) => AddReal(table, column, value))
            : type == typeof(Half) ? OfAsync<Half>(static (table, column, value) => AddReal(table, column, (float)value))
            : type == typeof(decimal) ? OfAsync<decimal>(static (table, column, value) => table.AddNumber(column, value))
            : type == typeof(bool) ? OfAsync<bool>(static (table, column, value) => table.AddNumber(column, value ? 1 : 0))
            : type == typeof(sbyte) ? NumbersAsync<sbyte>()
            : type == typeof(byte) ? NumbersAsync<byte>()
            : type == typeof(short) ? NumbersAsync<short>()
            : type == typeof(ushort) ? NumbersAsync<ushort>()
            : field is TimeDataField time ? TimesAsync(time)
            : type == typeof(int) ? NumbersAsync<int>()
            : type == typeof(uint) ? NumbersAsync<uint>()
            : type == typeof(long) ? NumbersAsync<long>()
            : type == typeof(ulong) ? NumbersAsync<ulong>()
            : type == typeof(DateOnly) ? OfAsync<DateOnly>(
                static (table, column, date) => table.AddTime(column, date.ToString(DateFormat, CultureInfo.InvariantCulture)))
            : type == typeof(DateTime) ? OfAsync<DateTime>(IsUtc(field) ? AddUtc : AddClockTime)
            : type == typeof(Guid) ? OfAsync<Guid>(static (table, column, id) => table.AddText(column, id.ToString()))
            : throw new InvalidDataException();

        Task<ColumnCells> NumbersAsync<T>()
            where T : struct, IUtf8SpanFormattable =>
            OfAsync<T>(static (table, column, value) => table.AddNumber(column, value));

        Task<ColumnCells> TimesAsync(TimeDataField time) => time.Precision switch
        {
            TimeUnitPrecision.Millis =>
                OfAsync<int>(static (table, column, value) => AddTimeOfDay(table, column, value * TimeSpan.TicksPerMillisecond)),
            TimeUnitPrecision.Micros =>
                OfAsync<long>(static (table, column, value) => AddTimeOfDay(table, column, value * TimeSpan.TicksPerMicrosecond)),
            _ => OfAsync<long>(static (table, column, value) => AddTimeOfDay(table, column, value / TimeSpan.NanosecondsPerTick)),
        };

        async Task<ColumnCells> OfAsync<T>(Action<TableText, int, T> add)
            where T : struct
        {
            var values = new T[group.RowCount];
            var levels = field.MaxDefinitionLevel > 0 ? new int[values.Length] : null;
            await group.ReadRawAsync<T>(field, values, levels is null ? default(Memory<int>?) : levels.AsMemory(), null, cancellationToken)
                .ConfigureAwait(false);
            var present = levels is null ? null : Array.ConvertAll(levels, level => level == field.MaxDefinitionLevel);
            return new ColumnCells(present, (index, table, column) => add(table, column, values[index]));
        }
    }

    /// <summary>Writes the next cell; one without a value is empty.</summary>
    public void WriteNext(TableText table, int column)
    {
        if (present is null || present[_row++])
        {
            write(_value++, table, column);
        }
    }

    private static bool IsUtc(DataField field) => field.SchemaElement?.LogicalType?.TIMESTAMP is { IsAdjustedToUTC: true };

    private static void AddClockTime(TableText table, int column, DateTime time) =>
        table.AddTime(column, time.ToString($"{DateFormat} {TimeFormat}", CultureInfo.InvariantCulture));

    private static void AddUtc(TableText table, int column, DateTime time) =>
        table.AddTime(column, time.ToString($"{DateFormat} {TimeFormat}'Z'", CultureInfo.InvariantCulture));

    private static void AddTimeOfDay(TableText table, int column, long ticks) =>
        table.AddTime(column, new TimeOnly(ticks).ToString(TimeFormat, CultureInfo.InvariantCulture));

    // pandas writes missing values as NaN.
    private static void AddReal<T>(TableText table, int column, T value)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        if (!T.IsNaN(value))
        {
            table.AddNumber(column, value);
        }
    }
}
