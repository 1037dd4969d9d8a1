using System.Globalization;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Parquet;
using Parquet.Schema;

namespace Backtest.Files.Tests.Columnar;

public sealed class ParquetFileTests
{
    private static readonly DateTime Start = new(2020, 2, 28, 23, 30, 0);

    public static TheoryData<CompressionMethod> Codecs =>
        [CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Brotli, CompressionMethod.Zstd];

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task What_was_written_is_read_back(CompressionMethod codec)
    {
        const int Rows = 700;
        var random = new Random(17);
        double[] reals = [.. Enumerable.Range(0, Rows)
            .Select(row => row % 9 == 0 ? double.NaN : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 12)))];
        float?[] singles = [.. Enumerable.Range(0, Rows).Select(row => row % 5 == 0 ? (float?)null : (float)random.NextDouble())];
        long[] wholes = [.. Enumerable.Range(0, Rows).Select(row => (row * 1_000_003L) - 5_000_000_000)];
        decimal[] decimals = [.. Enumerable.Range(0, Rows).Select(row => (row * 1.025m) - 100)];
        string?[] stores = [.. Enumerable.Range(0, Rows).Select(row => row % 11 == 0 ? null : row % 2 == 0 ? "New York, NY" : "Zürich")];
        bool[] open = [.. Enumerable.Range(0, Rows).Select(row => row % 3 == 0)];
        DateTime[] times = [.. Enumerable.Range(0, Rows).Select(row => Start.AddMinutes(30 * row))];
        DateOnly[] days = [.. Enumerable.Range(0, Rows).Select(row => new DateOnly(1999, 12, 30).AddDays(row))];
        DataField[] fields =
        [
            new DateTimeDataField("clock", DateTimeFormat.Timestamp, isAdjustedToUTC: false, unit: DateTimeTimeUnit.Micros),
            new DateTimeDataField("utc", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Nanos),
            new DateTimeDataField("day", DateTimeFormat.Date),
            new DataField<string>("store"),
            new DataField<double>("real"),
            new DataField<float?>("single"),
            new DataField<long>("whole"),
            new DecimalDataField("decimal", 20, 3),
            new DataField<bool>("open"),
        ];
        var file = await WriteAsync(
            new ParquetOptions { CompressionMethod = codec, UseDateOnlyTypeForDates = true }, fields, rowGroups: 2, async (group, part) =>
        {
            var (start, count) = (part * Rows / 2, Rows / 2);
            await group.WriteAsync<DateTime>(fields[0], times.AsMemory(start, count));
            await group.WriteAsync<DateTime>(fields[1], times.AsMemory(start, count));
            await group.WriteAsync<DateTime>(fields[2], days.Skip(start).Take(count).Select(day => day.ToDateTime(default)).ToArray());
            await group.WriteAsync(fields[3], stores[start..(start + count)]);
            await group.WriteAsync<double>(fields[4], reals.AsMemory(start, count));
            await group.WriteAsync<float>(fields[5], singles.AsMemory(start, count));
            await group.WriteAsync<long>(fields[6], wholes.AsMemory(start, count));
            await group.WriteAsync<decimal>(fields[7], decimals.AsMemory(start, count));
            await group.WriteAsync<bool>(fields[8], open.AsMemory(start, count));
        });

        var read = Reading.Read(file);

        string[] expected =
        [
            "clock,utc,day,store,real,single,whole,decimal,open",
            .. Enumerable.Range(0, Rows).Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{times[row]:yyyy-MM-dd HH:mm:ss},{times[row]:yyyy-MM-dd HH:mm:ss}Z,{days[row]:yyyy-MM-dd},"
                + $"{(stores[row] is "Zürich" or null ? stores[row] : $"\"{stores[row]}\"")},"
                + $"{(double.IsNaN(reals[row]) ? "" : reals[row])},{singles[row]},{wholes[row]},{decimals[row]:0.####}"
                + $"{(decimals[row] % 0.01m != 0 ? "0" : "")},{(open[row] ? 1 : 0)}")),
        ];
        Assert.Equal(expected, Reading.Lines(read));
        Assert.Equal("row 4, column 'real'", read.Origin.Translate(new InputProblem("x", "line 5, column 'real'", "y")).Where);
        Assert.Equal("names of columns", read.Origin.Translate(new InputProblem("x", "line 1", "y")).Where);
    }

    [Fact]
    public async Task Columns_that_hold_more_than_a_value_are_refused_by_name()
    {
        var (sales, item) = (new DataField<int>("sales"), new DataField<int?>("element"));
        var file = await WriteAsync(new ParquetOptions(), [sales, new ListField("tags", item)], 1, async (group, _) =>
        {
            await group.WriteAsync<int>(sales, new[] { 1, 2 });
            await group.WriteAsync<int>(item, new int?[] { 1, 2, 3 }, repetitionLevels: new[] { 0, 1, 0 });
        });

        var refusal = Reading.Refusal(file);

        Assert.Equal("column 'tags'", refusal.Where);
        Assert.Contains("lists", refusal.What, StringComparison.Ordinal);
    }

    // pandas stores the numbers of rows where they are no longer 0, 1, 2, ...; an index of times is a column like others.
    /// <summary>Names of columns are not a row: messages about row 5 mean the fifth row of values.</summary>
    [Fact]
    public async Task Places_are_rows_of_the_file()
    {
        DateTime[] days = [.. Enumerable.Range(0, 20).Select(row => new DateTime(2020, 1, 1).AddDays((7 * row) + (row == 4 ? 1 : 0)))];
        DataField[] fields = [
            new DateTimeDataField("day", DateTimeFormat.Timestamp, isAdjustedToUTC: false, unit: DateTimeTimeUnit.Micros),
            new DataField<double>("line 7")];
        Task<byte[]> FileAsync(DateTime[] times) => WriteAsync(new ParquetOptions(), fields, rowGroups: 1, async (group, _) =>
        {
            await group.WriteAsync<DateTime>(fields[0], times);
            await group.WriteAsync<double>(fields[1], times.Select((_, row) => row + 0.5).ToArray());
        });

        var content =
            SeriesFile.Inspect(await FileAsync(days), "x", new ColumnChoice(), new CsvLimits(), TestContext.Current.CancellationToken);
        days[^1] = days[^2];
        var refused =
            SeriesFile.Inspect(await FileAsync(days), "x", new ColumnChoice(), new CsvLimits(), TestContext.Current.CancellationToken);

        Assert.Null(content.Problem);
        Assert.Equal((null, 1, 20), (content.Reading.HeaderLine, content.Reading.FirstLine, content.Reading.LastLine));
        Assert.Contains(Assert.Single(content.Series).Notes!, note => note.Contains("(row 5, column 'day')", StringComparison.Ordinal));
        Assert.Equal("row 20, column 'day'", refused.Problem!.Where);
    }

    [Fact]
    public async Task The_numbers_of_rows_that_pandas_stores_are_left_out_with_a_note()
    {
        const string Metadata = """{"index_columns": ["__index_level_0__"], "columns": []}""";
        DataField[] fields = [new DataField<double>("sales"), new DataField<long>("__index_level_0__")];
        var file = await WriteAsync(new ParquetOptions(), fields, 1, async (group, _) =>
        {
            await group.WriteAsync<double>(fields[0], new[] { 1.5, 2 });
            await group.WriteAsync<long>(fields[1], new[] { 3L, 9 });
        }, new() { ["pandas"] = Metadata });
        DataField[] timed = [
            new DataField<double>("sales"),
            new DateTimeDataField("__index_level_0__", DateTimeFormat.Timestamp, isAdjustedToUTC: false, unit: DateTimeTimeUnit.Nanos)];
        var withTimes = await WriteAsync(new ParquetOptions(), timed, 1, async (group, _) =>
        {
            await group.WriteAsync<double>(timed[0], new[] { 1.5, 2 });
            await group.WriteAsync<DateTime>(timed[1], new[] { Start, Start.AddDays(1) });
        }, new() { ["pandas"] = Metadata });

        Assert.Equal(["sales", "1.5", "2"], Reading.Lines(file));
        Assert.Contains("index", Assert.Single(Reading.Read(file).Notes), StringComparison.Ordinal);
        Assert.Equal(["sales,__index_level_0__", "1.5,2020-02-28 23:30:00", "2,2020-02-29 23:30:00"], Reading.Lines(withTimes));
    }

    [Fact]
    public async Task Limits_hold_before_anything_is_inflated()
    {
        var file = await WholesAsync(50_000);

        Assert.Contains("50000 rows", Reading.Refusal(file, limits: new CsvLimits { MaxRows = 49_999 }).What, StringComparison.Ordinal);
        Assert.Contains("50000 rows", Reading.Refusal(file, limits: new CsvLimits { MaxCells = 49_999 }).What, StringComparison.Ordinal);
        Assert.InRange(file.Length, 0, 3_000);
        Assert.Contains("unpacked", Reading.Refusal(file, limits: new CsvLimits { MaxBytes = 3_000 }).What, StringComparison.Ordinal);
        Assert.Contains("larger", Reading.Refusal(file, limits: new CsvLimits { MaxBytes = 90_000 }).What, StringComparison.Ordinal);
        Assert.Equal(50_001, Reading.Lines(Reading.Read(file, limits: new CsvLimits { MaxBytes = 200_000 })).Length);
    }

    [Fact]
    public async Task A_file_cut_off_anywhere_is_refused()
    {
        var whole = await WholesAsync(1_000);
        for (var length = 4; length < whole.Length; length += 7)
        {
            Assert.Contains("damaged", Reading.Refusal(whole[..length]).What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_without_rows_is_refused() =>
        Assert.Contains(
            "no rows",
            Reading.Refusal(await WriteAsync(new ParquetOptions(), [new DataField<int>("a")], 0, (_, _) => Task.CompletedTask)).What,
            StringComparison.Ordinal);

    internal static async Task<byte[]> WriteAsync(
        ParquetOptions options,
        Field[] fields,
        int rowGroups,
        Func<ParquetRowGroupWriter, int, Task> write,
        Dictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(fields), stream, options, cancellationToken: TestContext.Current.CancellationToken))
        {
            writer.CustomMetadata = metadata ?? [];
            for (var part = 0; part < rowGroups; part++)
            {
                using var group = writer.CreateRowGroup();
                await write(group, part);
                group.CompleteValidate();
            }
        }

        return stream.ToArray();
    }

    private static Task<byte[]> WholesAsync(int rows)
    {
        var field = new DataField<int>("a");
        return WriteAsync(new ParquetOptions { CompressionMethod = CompressionMethod.Gzip }, [field], 1, (group, _) =>
            group.WriteAsync<int>(field, Enumerable.Range(0, rows).Select(row => row % 7).ToArray()));
    }
}
