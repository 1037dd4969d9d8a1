using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Files.Tables;

namespace Backtest.Files.Tests;

/// <summary>Reads files like uploads.</summary>
internal static class Reading
{
    public static ExtractedText Read(byte[] content, string? sheet = null, CsvLimits? limits = null) =>
        SeriesText.Of(content, sheet, limits ?? new CsvLimits(), TestContext.Current.CancellationToken);

    public static string[] Lines(byte[] content, string? sheet = null) => Lines(Read(content, sheet));

    public static string[] Lines(ExtractedText file) => Encoding.UTF8.GetString(file.Text.Span).TrimEnd('\n').Split('\n');

    public static InputProblem Refusal(byte[] content, string? sheet = null, CsvLimits? limits = null)
    {
        var problem = Assert.Throws<InputException>(() => Read(content, sheet, limits));
        Assert.NotEmpty(problem.Problem.Right);
        return problem.Problem;
    }
}
