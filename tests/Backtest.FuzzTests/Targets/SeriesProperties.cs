using System.Globalization;
using System.Text;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.FuzzTests.Targets;

/// <summary>Properties of valid files, whatever their content.</summary>
public sealed class SeriesProperties
{
    private static readonly Encoding[] Encodings =
        [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)];

    private static readonly Gen<Dialect> Dialects =
        from separator in Gen.Elements(',', ';', '\t')
        from encoding in Gen.Choose(0, Encodings.Length - 1)
        from decimalComma in Gen.Elements(true, false)
        from crlf in Gen.Elements(true, false)
        from quoted in Gen.Elements(true, false)
        from header in Gen.Elements("y", "sales of \"x\"", "消费", "=cmd")
        select new Dialect(separator, Encodings[encoding], decimalComma && separator != ',', crlf, quoted, header);

    [Fact]
    public void Values_and_dates_come_back_from_every_dialect() => RandomCases.Holds(
        from dialect in Dialects
        from values in RandomCases.Series(2, 40)
        from start in Gen.Choose(0, 20_000)

            // One number with an unambiguous decimal point.
        select (dialect, values: (double[])[.. values, 0.5], Start: new DateTime(1970, 1, 1).AddDays(start)),
        input =>
        {
            var (dialect, values, start) = input;
            var times = values.Select((_, t) => start.AddDays(t)).ToArray();

            var series = Assert.Single(SeriesReader.Read(dialect.Write(times, values), "x", new ColumnChoice(), new CsvLimits(), default));

            Assert.Equal(values, series.Values);
            Assert.Equal(times, series.Timestamps);
        });

    private sealed record Dialect(char Separator, Encoding Encoding, bool DecimalComma, bool Crlf, bool Quoted, string Header)
    {
        public byte[] Write(DateTime[] times, double[] values)
        {
            var rows = times.Zip(values).Select(
                row => $"{Cell(row.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}{Separator}{Cell(Number(row.Second))}");
            var text = string.Join(Crlf
                ? "\r\n"
                : "\n", rows.Prepend($"ds{Separator}\"{Header.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
            return [.. Encoding.GetPreamble(), .. Encoding.GetBytes(text)];
        }

        private string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture).Replace('.', DecimalComma ? ',' : '.');

        private string Cell(string text) => Quoted ? $"\"{text}\"" : text;
    }
}
