using System.Globalization;
using System.Text;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;

namespace Backtest.Core.Tests.Series.Csv;

/// <summary>Files in the shapes of real exports, and their right reading.</summary>
public sealed class ReadingTests
{
    private static readonly DateTime Start = new(2015, 1, 1);

    // Five years of a seasonal level from 700 to 1567, typical of a shop.
    private static readonly int[] Sales =
        [.. Enumerable.Range(0, 60).Select(t => 700 + (12 * t) + (int)(120 * Math.Sin(2 * Math.PI * t / 12)))];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Ways to write the same sixty months.</summary>
    public static TheoryData<string, string> Months => new()
    {
        { "the date second", Lines("Sales,Date", (t, day) => $"{Sales[t]},{day:yyyy-MM-dd}") },
        { "behind a row number, newest first", Lines(",Date,Close", (t, day) => $"{59 - t},{day:yyyy-MM-dd},{Sales[t]}", reverse: true) },
        { "beside an id and a note", Lines("id,note,Date,Close", (t, day) => $"{t},n,{day:yyyy-MM-dd},{Sales[t]}") },
        { "thousands by points", Lines("Datum;Umsatz", (t, day) => $"{day:yyyy-MM-dd};{Group(Sales[t], ".")}") },
        { "thousands by commas", Lines("Datum;Umsatz", (t, day) => $"{day:yyyy-MM-dd};{Group(Sales[t], ",")}") },
        { "quoted thousands", Lines("Date,Sales", (t, day) => $"{day:yyyy-MM-dd},\"{Group(Sales[t], ",")}\"") },
        { "thousands by spaces", Lines("Date;Sales", (t, day) => $"{day:yyyy-MM-dd};{Group(Sales[t], "\u00A0")}") },
        { "thousands by apostrophes", Lines("Datum;Umsatz", (t, day) => $"{day:yyyy-MM-dd};{Group(Sales[t], "'")}.00") },
        { "a currency", Lines("Date,Sales", (t, day) => $"{day:yyyy-MM-dd},${Sales[t]}") },
        { "a currency behind", Lines("Datum;Umsatz", (t, day) => $"{day:yyyy-MM-dd};{Sales[t]},00 €") },
        { "percent", Lines("Date,Rate", (t, day) => $"{day:yyyy-MM-dd},{Sales[t]}.0%") },
        { "names of months", Lines("date,value", (t, day) => $"{day.ToString("MMM yyyy", CultureInfo.InvariantCulture)},{Sales[t]}") },
        { "short names of months", Lines("date,value", (t, day) => $"{day.ToString("MMM-yy", CultureInfo.InvariantCulture)},{Sales[t]}") },
        { "day first", Lines("date,value", (t, day) => $"{day:dd/MM/yyyy},{Sales[t]}") },
        { "month first", Lines("date,value", (t, day) => $"{day:M/d/yyyy},{Sales[t]}") },
        { "year and month", Lines("Year,Month,Sales", (t, day) => $"{day.Year},{day.Month},{Sales[t]}") },
        { "year and name of month", Lines("Jahr;Monat;Umsatz", (t, day) => $"{day.Year};{German(day)};{Sales[t]}") },
        { "months by M", Lines("TIME,Value", (t, day) => $"{day:yyyy}M{day:MM},{Sales[t]}") },
        { "months of six digits", Lines("month,value", (t, day) => $"{day:yyyyMM},{Sales[t]}") },
        { "a year as a header", Lines("Month,2019", (t, day) => $"{day:yyyy-MM-dd},{Sales[t]}") },
        { "a zero as a header", Lines(",0", (t, day) => $"{day:yyyy-MM-dd},{Sales[t]}") },
        { "local midnights with an offset", Lines("time,load", (t, day) => $"{day:yyyy-MM-dd}T00:00:00+05:30,{Sales[t]}") },
        { "local midnights over summer time",
            Lines("month,value", (t, day) => $"{day:yyyy-MM-dd}T00:00:00+0{(day.Month is > 3 and < 11 ? 2 : 1)}:00,{Sales[t]}") },
        { "midnights in UTC",
            Lines("month,value", (t, day) => $"{day.AddHours(day.Month is > 3 and < 11 ? -2 : -1):yyyy-MM-dd'T'HH:mm:ss}Z,{Sales[t]}") },
        { "lines above", "Category: All categories\n\n" + Lines("Month,thing: (Worldwide)", (t, day) => $"{day:yyyy-MM},{Sales[t]}") },
        { "comments above", "# station 17\n# unit: degC\n" + Lines("date,temp", (t, day) => $"{day:yyyy-MM-dd},{Sales[t]}") },
        { "a title that is padded", "Sales report;;\n;;\n" + Lines("Date;Sales;Region", (t, day) => $"{day:yyyy-MM-dd};{Sales[t]};N") },
        { "units below the header", Lines("date,temp\n,degC", (t, day) => $"{day:yyyy-MM-dd},{Sales[t]}") },
        { "a total below", Lines("Date,Sales", (t, day) => $"{day:yyyy-MM-dd},{Sales[t]}") + $"Total,{Sales.Sum()}\n" },
        { "a source below", Lines("Date,Sales", (t, day) => $"{day:yyyy-MM-dd},{Sales[t]}") + "\nSource: the bank, 2020\n" },
        { "empty columns and rows", Lines("Date;Sales;;", (t, day) => $"{day:yyyy-MM-dd};{Sales[t]};;") + ";;;\n;;;\n" },
        { "a trailing separator", Lines("Date;Sales", (t, day) => $"{day:yyyy-MM-dd};{Sales[t]};") },
        { "sep", "sep=;\n" + Lines("Date;Sales", (t, day) => $"{day:yyyy-MM-dd};{Sales[t]}") },
        { "bars", Lines("Date|Sales", (t, day) => $"{day:yyyy-MM-dd}|{Sales[t]}") },
        { "spaces", Lines("Date        Sales", (t, day) => $"{day:yyyy-MM-dd}  {Sales[t],5}") },
        { "a row twice", Lines("Date,Sales", (t, day) => $"{day:yyyy-MM-dd},{Sales[t]}") + $"2016-03-01,{Sales[14]}\n" },
        { "Chinese", Lines("日期,销量", (t, day) => $"{day.Year}年{day.Month}月,{Sales[t]}") },
        { "wide by years", "Year,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,Total\n" + string.Concat(Enumerable.Range(0, 5)
            .Select(year => $"{2015 + year},{string.Join(',', Sales[(12 * year)..((12 * year) + 12)])},1\n")) },
        { "wide by months",
            "Month,2015,2016,2017,2018,2019\n" + string.Concat(
                Enumerable.Range(
                    0,
                    12).Select(
                        month => $"{Start.AddMonths(month).ToString("MMM", CultureInfo.InvariantCulture)},{string.Join(',', Enumerable.Range(0, 5).Select(year => Sales[(12 * year) + month]))}\n")) },
        { "wide in one row",
            $"country,{string.Join(',', Enumerable.Range(0, 60).Select(t => $"{Start.AddMonths(t):yyyy-MM}"))}\nGermany,{string.Join(',', Sales)}\n" },
    };

    [Theory]
    [InlineData("20.01.2024", "21.01.2024", "22.01.2024", "dayFirst")]
    [InlineData("20/01/2024", "21/01/2024", "22/01/2024", "dayFirst")]
    [InlineData("1/20/2024", "1/21/2024", "1/22/2024", "monthFirst")]
    [InlineData("2024-01-20", "2024-01-21", "2024-01-22", "yearFirst")]
    [InlineData("2024/1/20", "2024/1/21", "2024/1/22", "yearFirst")]
    public void The_format_of_dates_is_told_as_they_are_written(string first, string second, string third, string format)
    {
        var csv = Encoding.UTF8.GetBytes($"date;value\n{first};1\n{second};2\n{third};3\n");

        Assert.Equal(format, SeriesReader.Inspect(csv, "x", new ColumnChoice(), new CsvLimits(), Stop).Reading.Columns[0].Format);
    }

    [Theory]
    [MemberData(nameof(Months))]
    public void Sixty_months_are_read_however_they_are_written(string what, string text)
    {
        Assert.NotEmpty(what);
        var series = Upload.Read(text);

        Assert.Equal(Sales.Select(value => (double)value), series.Values);
        Assert.Equal(Enumerable.Range(0, 60).Select(t => Start.AddMonths(t)), series.Timestamps!);
        Assert.Equal(12, Planner.SeasonLengthOf(series));
        Assert.Equal(new DateTime(2020, 1, 1), series.TimestampsAfter(1)![0]);
    }

    [Theory]
    [InlineData("store,date,sales", "1", "5")]
    [InlineData("location,date,sales", "North", "South")]
    [InlineData("item_id,timestamp,target", "a", "b")]
    [InlineData("Unique_ID,DS,Y", "a", "b")]
    [InlineData("Ort;Datum;Umsatz", "München", "Köln")]
    public void Each_id_by_any_name_is_a_series(string header, string first, string second)
    {
        var separator = header.Contains(';', StringComparison.Ordinal) ? ";" : ",";
        var text = header + "\n" + string.Concat(new[] { first, second }.SelectMany(id => Enumerable.Range(0, 36)
            .Select(t => string.Join(separator, id, $"{Start.AddMonths(t):yyyy-MM-dd}", $"{Sales[t]}") + "\n")));
        foreach (var encoding in new[] { Encoding.UTF8, CodePagesEncodingProvider.Instance.GetEncoding(1252)! })
        {
            foreach (var target in new[] { null, header.Split(separator)[2] })
            {
                var series = SeriesReader.Read(encoding.GetBytes(text), "x", new ColumnChoice { Target = target }, new CsvLimits(), Stop);

                Assert.Equal([$"x.{first}", $"x.{second}"], series.Select(one => one.Name));
                Assert.All(series, one => Assert.Equal((36, 0, Start), (one.Length, one.Missing, one.Timestamps![0])));
            }
        }
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("#N/A")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-")]
    [InlineData("?")]
    [InlineData(":")]
    [InlineData("n/a")]
    [InlineData("None")]
    public void Marks_of_missing_values_are_read_as_such(string mark)
    {
        var series = Upload.Read(Lines("DATE,RATE", (t, day) => $"{day:yyyy-MM-dd},{(t % 8 == 4 ? mark : Sales[t])}"));

        Assert.Equal((60, 7), (series.Length, series.Missing));
    }

    /// <summary>Also before any other cell, where a line might be a remark.</summary>
    [Fact]
    public void A_missing_value_that_begins_a_line_is_no_remark()
    {
        var series = Upload.Read(Lines("RATE,DATE", (t, day) => $"{(t % 8 == 4 ? "#N/A" : Sales[t])},{day:yyyy-MM-dd}"));

        Assert.Equal((60, 7), (series.Length, series.Missing));
        Assert.Empty(series.Notes!);
    }

    [Fact]
    public void An_id_that_begins_with_a_number_sign_is_no_remark()
    {
        var series = Upload.ReadAll("store,date,sales\n" + string.Concat(new[] { "#7", "#8", "A" }.SelectMany(id => Enumerable.Range(0, 12)
            .Select(t => $"{id},{Start.AddMonths(t):yyyy-MM-dd},{Sales[t]}\n"))) + "# end\n");

        Assert.Equal(["x.7", "x.8", "x.A"], series.Select(one => one.Name));
        Assert.All(series, one => Assert.Equal(12, one.Length));
    }

    /// <summary>Lord Howe Island is 10:30 hours ahead of UTC, and 11 hours in summer.</summary>
    [Fact]
    public void Midnights_in_UTC_of_a_clock_that_changes_by_half_an_hour_are_days()
    {
        var end = new DateTime(2010, 4, 4);
        var days = Enumerable.Range(0, 60).Select(t => new DateTime(2010, 3, 10).AddDays(t)).ToList();

        var series = Upload.Read(
            "date,v\n" + string.Concat(days.Select((day, t) => $"{day.AddHours(day <= end ? -11 : -10.5):yyyy-MM-dd'T'HH:mm:ss}Z,{t}\n")));

        Assert.Equal(days, series.Timestamps!);
        Assert.Equal(TimeSpan.FromDays(1), series.Spacing!.Duration);
        Assert.Equal((TimeSpan.FromHours(11), TimeSpan.FromHours(10.5)), (series.TimeAt(0)!.Value.Offset, series.TimeAt(59)!.Value.Offset));
    }

    [Theory]
    [InlineData("2000/01,2001/02,2002/03,2003/04", 12, "2000-01-01")]
    [InlineData("2000-01,2001-02,2002-03,2003-04", 12, "2000-01-01")]
    [InlineData("2000-01,2000-02,2000-03,2000-04", 1, "2000-01-01")]
    [InlineData("2015H1,2015H2,2016H1,2016H2", 6, "2015-01-01")]
    [InlineData("Q1 2005,Q2 2005,Q3 2005,Q4 2005", 3, "2005-01-01")]
    [InlineData("janvier 2015,février 2015,mars 2015,avril 2015", 1, "2015-01-01")]
    [InlineData("enero 2015,febrero 2015,marzo 2015,abril 2015", 1, "2015-01-01")]
    [InlineData("sty 2015,lut 2015,mar 2015,kwi 2015", 1, "2015-01-01")]
    [InlineData("январь 2015,февраль 2015,март 2015,апрель 2015", 1, "2015-01-01")]
    [InlineData("31-Jan-15,28-Feb-15,31-Mar-15,30-Apr-15", 1, "2015-01-31")]
    public void Periods_in_other_forms_have_their_step(string times, int months, string start)
    {
        var series = Upload.Read("period;v\n" + string.Concat(times.Split(',').Select((time, k) => $"{time};{k}\n")));

        Assert.Equal((months, DateTime.Parse(start, CultureInfo.InvariantCulture)), (series.Spacing!.Months, series.Timestamps![0]));
    }

    [Theory]
    [InlineData("Date;Time;CO", "01/01/2020;00:00:00;2,0|01/01/2020;01:00:00;2,1")]
    [InlineData("year,month,day,hour,pm", "2020,1,1,0,2|2020,1,1,1,2.1")]
    [InlineData("time,load", "01/01/2020 12:00:00 AM,2|01/01/2020 01:00:00 AM,2.1")]
    [InlineData("timestamp,value", "1577836800,2|1577840400,2.1")]
    [InlineData("MTU,load", "01.01.2020 00:00 - 01.01.2020 01:00,2|01.01.2020 01:00 - 01.01.2020 02:00,2.1")]
    [InlineData("date,hour,load", "2020-01-01,00:00 - 01:00,2|2020-01-01,01:00 - 02:00,2.1")]
    public void Hours_are_read_from_one_column_or_several(string header, string first)
    {
        var separator = header.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var rows = Enumerable.Range(0, 192).Select(t =>
        {
            var time = new DateTime(2020, 1, 1).AddHours(t);
            return header[..4] switch
            {
                "Date" => $"{time:dd/MM/yyyy};{time:HH:mm:ss};2,{t % 24}",
                "year" => string.Create(CultureInfo.InvariantCulture, $"{time.Year},{time.Month},{time.Day},{time.Hour},2.{t % 24}"),
                "MTU," => $"{time:dd.MM.yyyy HH:mm} - {time.AddHours(1):dd.MM.yyyy HH:mm},2.{t % 24}",
                "date" => $"{time:yyyy-MM-dd},{time:HH:mm} - {time.AddHours(1):HH:mm},2.{t % 24}",
                _ when header[5] == 'l' => time.ToString("MM/dd/yyyy hh:mm:ss tt", CultureInfo.InvariantCulture) + $",2.{t % 24}",
                _ => $"{new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds()},2.{t % 24}",
            };
        }).ToList();
        Assert.StartsWith(first.Split('|')[0].Split(separator)[0], rows[0]);

        var series = Upload.Read(header + "\n" + string.Join('\n', rows));

        Assert.Equal(
            (192, 0, 24, new DateTime(2020, 1, 1)), (series.Length, series.Missing, Planner.SeasonLengthOf(series), series.Timestamps![0]));
    }

    [Fact]
    public void A_time_off_the_step_does_not_hide_it()
    {
        var weeks = Enumerable.Range(0, 208).Where(t => t % 40 != 20).Select(t => Start.AddDays(4 + (7 * t) + (t == 110 ? 1 : 0)));

        var series = Upload.Read("date,v\n" + string.Concat(weeks.Select((day, k) => $"{day:yyyy-MM-dd},{k}\n")));

        Assert.Equal((208, 5, 52), (series.Length, series.Missing, Planner.SeasonLengthOf(series)));
        Assert.Contains(series.Notes!, note => note.Contains("'2017-02-14'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_gap_stays_a_gap()
    {
        var series = Upload.Read(Lines("date,v", (t, day) => t is >= 20 and < 38 ? "" : $"{day:yyyy-MM-dd},{Sales[t]}"));

        Assert.Equal((60, 18, 12), (series.Length, series.Missing, Planner.SeasonLengthOf(series)));
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(3, 4)]
    public void Last_weekdays_of_months_are_a_step_with_dates_ahead(int months, int season)
    {
        static DateTime Last(DateTime month) => Enumerable.Range(1, 7)
            .Select(day => month.AddMonths(1).AddDays(-day))
            .First(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        var days = Enumerable.Range(0, 48).Select(t => Last(Start.AddMonths(months * (t + 1) - 1))).ToList();

        var series = Upload.Read("Date,Price\n" + string.Concat(days.Take(40).Select((day, k) => $"{day:yyyy-MM-dd},{k}\n")));

        Assert.Equal((40, 0, season), (series.Length, series.Missing, Planner.SeasonLengthOf(series)));
        Assert.Equal(days[40..], series.TimestampsAfter(8)!);
    }

    [Fact]
    public void The_hour_that_comes_twice_is_read_in_its_place()
    {
        var text = new StringBuilder("time,load\n");
        for (var t = 0; t < 288; t++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{new DateTime(2020, 10, 20).AddHours(t > 122 ? t - 1 : t):yyyy-MM-dd HH:mm},{t}\n");
        }

        var series = Upload.Read(text.ToString());

        Assert.Equal(Enumerable.Range(0, 288).Select(t => (double)t), series.Values);
        Assert.Equal(24, Planner.SeasonLengthOf(series));
    }

    /// <summary>
    /// Quarters of an hour are adjacent, so a repeated one is a row too many, also on a day of a clock change.
    /// </summary>
    [Fact]
    public void A_row_that_is_there_twice_is_no_hour_that_comes_twice()
    {
        var rows = Enumerable.Range(0, 96).Select(t => $"{new DateTime(2001, 3, 25).AddMinutes(15 * t):yyyy-MM-dd HH:mm},{t}\n").ToList();
        rows.Insert(7, rows[6]);

        var series = Upload.Read("time,load\n" + string.Concat(rows));

        Assert.Equal(Enumerable.Range(0, 96).Select(t => (double)t), series.Values);
        Assert.Equal(["1 duplicate row was left out."], series.Notes!);
    }

    [Theory]
    [InlineData("date;v\n2020-01-01;1.025\n2020-01-02;1.125\n", "may be a decimal mark or a thousands separator")]
    [InlineData("date,v\n01/02/2020,1\n02/02/2020,2\n03/02/2020,3\n", "may be day first or month first")]
    [InlineData("date,v\nfirst,1\nsecond,2\n", "'first' is not a date or time.")]
    [InlineData("date,v\n2020-01-01,1\n2020-01-01,2\n", "occurs twice")]
    [InlineData("order_date,ship_date,v\n2020-01-01,2020-01-03,1\n2020-01-02,2020-01-04,2\n", "all hold times")]
    [InlineData("date,v\n2015-01-01,700,5\n2015-01-02,765,2\n2015-01-03,800,1\n", "The header has 2 cells, but the rows below it have 3.")]
    [InlineData("date,v\n43831,1\n43832,2\n", "may be a spreadsheet's number for a date")]
    [InlineData("Month,Sales\nJan,1\nFeb,2\nMar,3\n", "'Jan' is not a date or time.")]
    public void What_cannot_be_told_is_refused(string text, string what)
    {
        var problem = Upload.Problem(text);

        Assert.Contains(what, problem.What);
        Assert.NotNull(problem.Where);
    }

    [Fact]
    public void What_is_found_can_be_said_instead()
    {
        Assert.Equal([1025, 1125], Read("date;v\n2020-01-01;1.025\n2020-01-02;1.125\n", """{ "decimal": "," }""").Values);
        Assert.Equal(
            new DateTime(2020, 1, 2), Read("date,v\n01/02/2020,1\n02/02/2020,2\n", """{ "format": "monthFirst" }""").Timestamps![0]);
        Assert.Equal([3, 5], Read("date,v\n2020-01-01,1\n2020-01-01,2\n2020-01-02,5\n", """{ "repeats": "sum" }""").Values);
        Assert.Equal([1, 0, 0, 2], Read("date,v\n2020-01-01,1\n2020-01-04,2\n", """{ "fill": "zero", "step": "day" }""").Values);
        Assert.Equal([1, double.NaN, 2], Read("date,v\n2020-01-01,1\n2020-01-02,-200\n2020-01-03,2\n", """{ "missing": "-200" }""").Values);
        Assert.Equal(new DateTime(2020, 1, 1), Read("date,v\n43831,1\n43832,2\n", """{ "format": "excel" }""").Timestamps![0]);
        Assert.Equal(TimeSpan.FromHours(2), Read(
            "t,v\n2020-07-01 00:00,1\n2020-07-01 01:00,2\n", """{ "time": "t", "timeZone": "Europe/Berlin" }""").TimeAt(0)!.Value.Offset);
        Assert.Equal([5, 6], Read("x\ny\n1,2\n2020-01-01,5\n2020-01-02,6\n", """{ "firstLine": 3 }""").Values);
    }

    private static TimeSeries Read(string text, string columns) => Assert.Single(SeriesReader.Read(
        Encoding.UTF8.GetBytes(text),
        "x",
        GridReader.Read(Encoding.UTF8.GetBytes($$"""{ "columns": {{columns}} }""")).Columns,
        new CsvLimits(),
        Stop));

    private static string Group(int value, string mark) => value < 1000 ? $"{value}" : $"{value / 1000}{mark}{value % 1000:000}";

    private static string German(DateTime day) =>
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".Split(' ')[day.Month - 1];

    private static string Lines(string header, Func<int, DateTime, string> row, bool reverse = false)
    {
        var rows = Enumerable.Range(0, 60).Select(t => row(t, Start.AddMonths(t))).Where(line => line.Length > 0);
        return string.Join('\n', (reverse ? rows.Reverse() : rows).Prepend(header)) + "\n";
    }
}
