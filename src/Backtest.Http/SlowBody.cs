using System.Globalization;
using Backtest.Core.Problems;
using Backtest.Runs;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>The answers to a body that arrives too slowly.</summary>
internal static class SlowBody
{
    private const string Where = "body";

    /// <summary>It is slower than the host allows.</summary>
    public static IResult Answer(BacktestOptions options) => Answer(
        "The body arrived too slowly.",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Send at least {options.MinBodyBytesPerSecond:N0} bytes a second and all of it within {options.MaxBodySeconds:#,0.###} seconds, or change the limits."));

    /// <summary>It had to make room for other bodies.</summary>
    public static IResult GaveWay() =>
        Answer("The body arrived too slowly while others needed its room.", "Send it again when the service has less to do.");

    private static IResult Answer(string what, string right) =>
        Answers.Problem(new InputProblem(what, Where, right), StatusCodes.Status408RequestTimeout);
}
