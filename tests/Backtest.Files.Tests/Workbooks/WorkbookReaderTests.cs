using System.Globalization;
using System.IO.Compression;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Testing.Workbooks;
using MiniExcelLibs;
using static Backtest.Testing.Workbooks.WorkbookBuilder;

namespace Backtest.Files.Tests.Workbooks;

public sealed class WorkbookReaderTests
{
    [Fact]
    public void What_another_library_writes_is_read_back()
    {
        var random = new Random(17);
        var rows = Enumerable.Range(0, 500).Select(row => new
        {
            Day = new DateTime(1999, 12, 30).AddDays(row),
            Hour = new DateTime(2024, 2, 28).AddHours(row),
            Store = row % 3 == 0 ? "Nord, \"alt\"" : "Süd\nzwei",
            Sales = row % 7 == 0
                ? (double?)null
                : Math.Round((random.NextDouble() + 0.5) * Math.Pow(10, random.Next(-4, 9)), 6) * (row % 2 == 0 ? 1 : -1),
            Open = row % 2 == 0,
            Whole = (row * 1_025L) - 7,
        }).ToList();
        using var stream = new MemoryStream();
        stream.SaveAs(rows);

        var file = Reading.Read(stream.ToArray());

        string[] expected =
        [
            "Day,Hour,Store,Sales,Open,Whole",
            .. rows.Select(row => FormattableString.Invariant(
                $"{row.Day:yyyy-MM-dd},{row.Hour.ToString(row.Hour.Hour == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", null)},{(row.Store[0] == 'N' ? "\"Nord, \"\"alt\"\"\"" : "Süd zwei")},{Written(row.Sales)},{(row.Open ? 1 : 0)},{row.Whole}")),
        ];
        Assert.Equal(expected, Reading.Lines(file));
    }

    private static string Written(double? value) =>
        value is { } number && number.ToString(CultureInfo.InvariantCulture) is { Length: > 3 } text && text[^4] == '.'
            ? text + "0"
            : FormattableString.Invariant($"{value}");

    // Dates by ECMA-376, part 1, section 18.17.4.1: 1 is 1900-01-01, 60 the day that did not exist, 61 is 1900-03-01; in the calendar of
    // 1904, 0 is 1904-01-01. 43831 is 2020-01-01 in the first and 2024-01-02 in the second.
    [Theory]
    [InlineData("", "43831", "2020-01-01")]
    [InlineData("date1904=\"0\"", "43831", "2020-01-01")]
    [InlineData("date1904=\"false\"", "43831", "2020-01-01")]
    [InlineData("date1904=\"1\"", "43831", "2024-01-02")]
    [InlineData("date1904=\"true\"", "43831", "2024-01-02")]
    [InlineData("date1904=\"true\"", "42369", "2020-01-01")]
    [InlineData("", "1", "1900-01-01")]
    [InlineData("", "59", "1900-02-28")]
    [InlineData("", "61", "1900-03-01")]
    [InlineData("", "2958465", "9999-12-31")]
    [InlineData("", "43831.5", "2020-01-01 12:00:00")]
    [InlineData("", "43831.041666666664", "2020-01-01 01:00:00")]
    public void Dates_follow_the_calendar_of_the_workbook(string date1904, string value, string expected) =>
        Assert.Equal(
            [expected],
            Reading.Lines(new WorkbookBuilder { Date1904 = date1904, Formats = ["14"] }.Sheet(Rows(Number(value, style: 1))).Build()));

    [Theory]
    [InlineData("14", "43831", "2020-01-01")]
    [InlineData("22", "43831", "2020-01-01 00:00:00")]
    [InlineData("31", "43831", "2020-01-01")]
    [InlineData("57", "43831", "2020-01-01")]
    [InlineData("dd.mm.yyyy", "43831", "2020-01-01")]
    [InlineData("[$-407]d. mmmm yyyy;@", "43831", "2020-01-01")]
    [InlineData("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "43831", "2020-01-01")]
    [InlineData("mmm", "43831", "2020-01-01")]
    [InlineData("yyyy\"年\"m\"月\"d\"日\"", "43831", "2020-01-01")]
    [InlineData("dd/mm/yyyy hh:mm", "43831", "2020-01-01 00:00:00")]
    [InlineData("hh:mm", "43831.25", "2020-01-01 06:00:00")]
    [InlineData("hh:mm", "0.25", "06:00:00")]
    [InlineData("20", "0", "00:00:00")]
    [InlineData("h:mm AM/PM", "0.75", "18:00:00")]
    [InlineData("[h]:mm", "1.5", "36:00:00")]
    [InlineData("[h]:mm", "1", "24:00:00")]
    [InlineData("mm:ss.0", "43831.0000057870", "2020-01-01 00:00:00.5")]
    [InlineData("hh:mm:ss", "43831.0416666655", "2020-01-01 01:00:00")]
    [InlineData("0.00%", "0.05", "0.05")]
    [InlineData("#,##0.00\\ \"Monday days\"", "1234.5", "1234.5")]
    [InlineData("[Red]#,##0;[Blue]-#,##0", "-12", "-12")]
    [InlineData("[>=1000]0.0,\"k\";0", "1025", "1025")]
    [InlineData("General", "1.025", "1.0250")]
    [InlineData("0.00E+00", "12345678901234567890", "1.2345678901234567E+19")]
    [InlineData("_-* #,##0.00\\ _€_-", "2", "2")]
    [InlineData("\\d0", "2", "2")]
    public void Number_formats_tell_dates_from_numbers(string format, string value, string expected) =>
        Assert.Equal([expected], Reading.Lines(new WorkbookBuilder { Formats = [format] }.Sheet(Rows(Number(value, style: 1))).Build()));

    [Fact]
    public void Rows_keep_their_numbers_as_lines()
    {
        var rows = $"<row r=\"2\">{Text("Sales of 2020")}</row><row r=\"5\"><c r=\"B5\" t=\"inlineStr\"><is><t>day&#10;of</t></is></c><c "
            + "r=\"D5\" t=\"str\"><v>sales</v></c></row><row><c r=\"B6\" s=\"1\"><v>43831</v></c><c "
                + "r=\"D6\"><v>7</v></c><c r=\"F6\" s=\"1\"/></row>";

        var file = Reading.Read(new WorkbookBuilder { Formats = ["14"] }.Sheet(rows).Build());

        Assert.Equal(["", "Sales of 2020,,,", "", "", ",day of,,sales", ",2020-01-01,,7"], Reading.Lines(file));
        Assert.Equal(
            "sheet 'Data', row 6, column 'sales'", file.Origin.Translate(new InputProblem("x", "line 6, column 'sales'", "y")).Where);
        Assert.Equal("sheet 'Data', rows 1 to 4", file.Origin.Translate(new InputProblem("x", "lines 1 to 4", "y")).Where);
        Assert.Equal("sheet 'Data'", file.Origin.Translate(new InputProblem("x", null, "y")).Where);
    }

    [Fact]
    public void Texts_are_read_whole_and_without_what_tells_how_to_pronounce_them()
    {
        var workbook = new WorkbookBuilder
        {
            Texts = [
                "<t>one</t>",
            "<r><t>two </t></r><r><rPr><b/></rPr><t>parts</t></r>",
            "<t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh>",
            "<t>a_x000D_b</t>",
            "<t/>"]
        }
            .Sheet(Rows(string.Concat(Enumerable.Range(0, 5).Select(k => $"<c t=\"s\"><v>{k}</v></c>"))));

        Assert.Equal(["one,two parts,東京,a b"], Reading.Lines(workbook.Build()));
    }

    [Fact]
    public void Booleans_are_1_and_0_and_errors_stay_as_they_are_shown() =>
        Assert.Equal(
            ["1,0,\"#N/A\",\"#DIV/0!\",2020-01-31,2020-01-31 06:00:00"],
            Reading.Lines(
                Of("<c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c "
                    + "t=\"d\"><v>2020-01-31</v></c><c t=\"d\"><v>2020-01-31T06:00:00</v></c>")));

    [Fact]
    public void The_strict_form_is_read_as_the_usual_one() =>
        Assert.Equal(["a,1"], Reading.Lines(new WorkbookBuilder { IsStrict = true }.Sheet(Rows(Text("a") + Number("1"))).Build()));

    [Fact]
    public void The_first_sheet_that_is_shown_is_read_unless_one_is_named()
    {
        var workbook = new WorkbookBuilder().Sheet(Rows(Text("hidden")), "Settings", "hidden")
            .Sheet(Rows(Text("north")), "North")
            .Sheet(Rows(Text("south")), "South")
            .Build();

        var first = Reading.Read(workbook);

        Assert.Equal(["north"], Reading.Lines(first));
        Assert.Contains("'South'", Assert.Single(first.Notes), StringComparison.Ordinal);
        Assert.Equal(["south"], Reading.Lines(workbook, "South"));
        Assert.Equal(["hidden"], Reading.Lines(workbook, "settings"));
        Assert.Empty(Reading.Read(workbook, "South").Notes);
        var refusal = Reading.Refusal(workbook, "East");
        Assert.Equal("columns.sheet", refusal.Where);
        Assert.Contains("'North', 'South'", refusal.Right, StringComparison.Ordinal);
    }

    [Fact]
    public void Merged_cells_count_once_and_are_noted()
    {
        var workbook = new WorkbookBuilder().Sheet(
            Rows(Text("a") + Number("1"), "<c r=\"B2\"><v>2</v></c>"),
            after: "<mergeCells count=\"2\"><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"C1:D1\"/></mergeCells>").Build();

        var file = Reading.Read(workbook);

        Assert.Equal(["a,1", ",2"], Reading.Lines(file));
        Assert.Contains("merged", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    // A program that wrote formulas without computing them would otherwise leave missing values.
    [Fact]
    public void A_formula_without_its_value_is_refused_by_its_cell()
    {
        Assert.Equal(["2,"], Reading.Lines(Of("<c><f>1+1</f><v>2</v></c><c t=\"str\"><f>\"\"</f><v></v></c>")).Select(line => line + ","));
        var refusal = Reading.Refusal(Of(Text("a") + Number("1"), Text("b") + "<c r=\"AB2\"><f>SUM(B1:B9)</f></c>"));
        Assert.Equal("sheet 'Data', row 2, cell AB2", refusal.Where);
    }

    // If a program took some cells as text and others as numbers or dates, it read them in another language than they were written in.
    [Theory]
    [InlineData("0", "1.5", "1.025,50", "numbers")]
    [InlineData("14", "43831", "13/01/2020", "dates")]
    public void Texts_between_numbers_or_dates_are_refused(string format, string value, string text, string kind)
    {
        var refusal =
            Reading.Refusal(new WorkbookBuilder { Formats = [format] }.Sheet(Rows(Text("x"), Number(value, style: 1), Text(text))).Build());

        Assert.Equal("sheet 'Data', row 3", refusal.Where);
        Assert.Contains($"'{text}' is text in a column of {kind}", refusal.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<row r=\"2\"/><row r=\"2\"/>")]
    [InlineData("<row r=\"0\"/>")]
    [InlineData("<row r=\"1048577\"/>")]
    [InlineData("<row r=\"x\"/>")]
    [InlineData("<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>")]
    [InlineData("<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>")]
    [InlineData("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>")]
    [InlineData("<row r=\"1\"><c r=\"ZZZZZZZZZZ1\"><v>1</v></c></row>")]
    [InlineData("<row r=\"1\"><c><v>1,5</v></c></row>")]
    [InlineData("<row r=\"1\"><c><v>NaN</v></c></row>")]
    [InlineData("<row r=\"1\"><c t=\"s\"><v>7</v></c></row>")]
    [InlineData("<row r=\"1\"><c s=\"9\"><v>7</v></c></row>")]
    [InlineData("<row r=\"1\"><c>")]
    public void Cells_that_no_program_writes_are_refused(string rows) =>
        Assert.Contains("damaged", Reading.Refusal(new WorkbookBuilder().Sheet(rows).Build()).What, StringComparison.Ordinal);

    [Fact]
    public void Nothing_of_a_damaged_workbook_is_read()
    {
        var whole = new WorkbookBuilder().Sheet(Rows([.. Enumerable.Range(0, 2_000).Select(row => Text($"a{row}") + Number($"{row}"))]))
            .Build();
        Assert.Equal(2_000, Reading.Lines(whole).Length);

        var entry = whole.AsSpan().IndexOf("xl/worksheets/sheet1.xml"u8);
        for (var at = entry + 30; at < entry + 4_000; at += 97)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            Assert.Contains("damaged", Reading.Refusal(damaged).What, StringComparison.Ordinal);
        }

        Assert.Contains("damaged", Reading.Refusal(whole[..(whole.Length / 2)]).What, StringComparison.Ordinal);
    }

    // A file of some kilobytes with parts that inflate to many times the limit, and archives that understate it.
    [Fact]
    public void What_inflates_to_too_much_is_refused_while_it_is_read()
    {
        var limits = new CsvLimits { MaxBytes = 100_000 };
        var padded = new WorkbookBuilder().Sheet($"<row r=\"1\"><c><v>1</v></c></row><!--{new string(' ', 2_000_000)}-->")
            .Build(CompressionLevel.SmallestSize);
        Assert.InRange(padded.Length, 0, 10_000);

        Assert.Contains("unpacked", Reading.Refusal(padded, limits: limits).What, StringComparison.Ordinal);

        var lying = (byte[])padded.Clone();
        var size = Encoding.ASCII.GetBytes("xl/worksheets/sheet1.xml");
        var central = lying.AsSpan().LastIndexOf(size);
        BitConverter.TryWriteBytes(lying.AsSpan(central - 46 + 24), 100);
        Reading.Refusal(lying, limits: limits);

        var texts = new WorkbookBuilder { Texts = [.. Enumerable.Repeat("<t>abcd</t>", 30_000)] }.Sheet(Rows(Number("1")))
            .Build(CompressionLevel.SmallestSize);
        Assert.Contains("text", Reading.Refusal(texts, limits: limits).What, StringComparison.Ordinal);

        var repeated = new WorkbookBuilder { Texts = [$"<t>{new string('a', 30_000)}</t>"] }.Sheet(
            Rows("<c t=\"s\"><v>0</v></c>", "<c t=\"s\"><v>0</v></c>", "<c t=\"s\"><v>0</v></c>", "<c t=\"s\"><v>0</v></c>")).Build();
        Assert.Contains("larger than", Reading.Refusal(repeated, limits: limits).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_of_rows_columns_and_cells_hold()
    {
        var limits = new CsvLimits { MaxRows = 10, MaxColumns = 5, MaxCells = 30 };
        Assert.Equal(11, Reading.Lines(Reading.Read(Of([.. Enumerable.Repeat(Number("1"), 11)]), limits: limits)).Length);
        Assert.Contains(
            "10 rows", Reading.Refusal(Of([.. Enumerable.Repeat(Number("1"), 12)]), limits: limits).What, StringComparison.Ordinal);
        Assert.Contains(
            "10 rows",
            Reading.Refusal(new WorkbookBuilder().Sheet("<row r=\"1048576\"><c><v>1</v></c></row>").Build(), limits: limits).What,
            StringComparison.Ordinal);
        Assert.Equal("sheet 'Data', row 1", Reading.Refusal(Of("<c r=\"F1\"><v>1</v></c>"), limits: limits).Where);
        Assert.Contains(
            "30 cells",
            Reading.Refusal(Of([.. Enumerable.Repeat(string.Concat(Enumerable.Repeat(Number("1"), 5)), 7)]), limits: limits).What,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_are_only_formatted_do_not_count() =>
        Assert.Equal(
            ["1"], Reading.Lines(Reading.Read(Of("<c><v>1</v></c><c r=\"XFD1\" s=\"0\"/>"), limits: new CsvLimits { MaxColumns = 3 })));

    [Fact]
    public void A_sheet_without_a_cell_is_refused_by_its_name() =>
        Assert.Equal("sheet 'Data'", Reading.Refusal(Of("", "<c/>")).Where);

    [Fact]
    public void Reading_ends_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => SeriesText.Of(Of(Number("1")), null, new CsvLimits(), cancelled.Token));
    }
}
