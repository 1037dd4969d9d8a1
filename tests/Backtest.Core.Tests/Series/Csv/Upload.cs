using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;

namespace Backtest.Core.Tests.Series.Csv;

/// <summary>Reads CSV text as an upload named x.</summary>
internal static class Upload
{
    public static TimeSeries Read(string text, string? target = null) => Assert.Single(ReadAll(text, target));

    public static TimeSeries Read(byte[] bytes) => Assert.Single(ReadAll(bytes));

    public static IReadOnlyList<TimeSeries> ReadAll(string text, string? target = null) => ReadAll(Encoding.UTF8.GetBytes(text), target);

    public static TimeSeries Read(string text, ColumnChoice choice) => Assert.Single(ReadAll(text, choice));

    public static IReadOnlyList<TimeSeries> ReadAll(string text, ColumnChoice choice) =>
        SeriesReader.Read(Encoding.UTF8.GetBytes(text), "x", choice, new CsvLimits(), TestContext.Current.CancellationToken);

    public static InputProblem Problem(string text, CsvLimits? limits = null, string? target = null) =>
        Problem(Encoding.UTF8.GetBytes(text), limits, target);

    public static InputProblem Problem(byte[] bytes, CsvLimits? limits = null, string? target = null) =>
        Assert.Throws<InputException>(() => ReadAll(bytes, target, limits)).Problem;

    private static IReadOnlyList<TimeSeries> ReadAll(byte[] bytes, string? target = null, CsvLimits? limits = null) =>
        SeriesReader.Read(bytes, "x", new ColumnChoice { Target = target }, limits
            ?? new CsvLimits(), TestContext.Current.CancellationToken);
}
