using System.Globalization;
using Backtest.Core.Problems;
using Backtest.Runs.Exports;
using Backtest.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Backtest.Http;

/// <summary>Answers in the two forms that every route has: JSON, or problem details (RFC 9457).</summary>
internal static class Answers
{
    private const string ProblemType = "application/problem+json";

    public static IResult Json<T>(T body, int status = StatusCodes.Status200OK) =>
        new Guarded(Results.Json(body, Documents.Json, statusCode: status));

    /// <summary>A file to save.</summary>
    public static IResult Download(ReadOnlyMemory<byte> content, string contentType, string fileName) =>
        new Guarded(Results.Bytes(content, contentType, fileName));

    /// <summary>A table as a streamed file, in the format that the request accepts, by default CSV.</summary>
    /// <exception cref="InputException">The request asks for an unknown decimal mark.</exception>
    public static IResult Table(HttpRequest request, RunTable table, string fileName)
    {
        var (format, mark) = (FormatOf(request) ?? TableFormat.All[0], DecimalMarks.Of(request));
        return new Guarded(Results.Stream(
            stream => format.WriteAsync(stream, table, mark, request.HttpContext.RequestAborted),
            format.ContentType.StartsWith("text/", StringComparison.Ordinal) ? $"{format.ContentType}; charset=utf-8" : format.ContentType,
            $"{fileName}.{format.Ending}"));
    }

    /// <summary>The same request at the address of another series, or of one series of a panel.</summary>
    public static IResult Redirect(HttpRequest request, string name, string upload, string id)
    {
        var path = request.Path.ToUriComponent().Replace(
            $"/series/{Uri.EscapeDataString(name)}", $"/series/{Uri.EscapeDataString(upload)}", StringComparison.Ordinal);
        var query = request.QueryString.Add("id", id);
        return new Guarded(Results.Redirect($"{request.PathBase.ToUriComponent()}{path}{query}", permanent: false, preserveMethod: true));
    }

    /// <summary>A page with only its own styles and pictures.</summary>
    public static IResult Html(ReadOnlyMemory<byte> content) =>
        new Guarded(Results.Bytes(content, "text/html; charset=utf-8"), "style-src 'unsafe-inline'; img-src data:");

    public static IResult NoContent() => new Guarded(Results.NoContent());

    public static IResult NotFound(string what, string where, string right) =>
        Problem(new InputProblem(what, where, right), StatusCodes.Status404NotFound);

    public static IResult Problem(InputProblem problem, int status)
    {
        var details = new ProblemDetails
        {
            Title = problem.What,
            Detail = problem.Right,
            Status = status,
        };
        if (problem.Where is not null)
        {
            details.Extensions["where"] = problem.Where;
        }

        return new Guarded(Results.Json(details, Documents.Json, ProblemType, status));
    }

    /// <summary>The answer of a service that has too much to do.</summary>
    public static IResult Busy(TimeSpan retryAfter)
    {
        var seconds = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var problem = new InputProblem("The service is busy.", null, $"Send the request again in {seconds} seconds.");
        return WithHeader("Retry-After", seconds, Problem(problem, StatusCodes.Status429TooManyRequests));
    }

    /// <summary>An answer with one more header.</summary>
    public static IResult WithHeader(string name, string value, IResult answer) => new Headed(name, value, answer);

    /// <summary>Returns the answer of a handler or of a refusal, or a problem for invalid input.</summary>
    public static async Task<IResult> TryAsync(Func<Task<IResult>> handle)
    {
        try
        {
            return await handle().ConfigureAwait(false);
        }
        catch (RefusedException refusal)
        {
            return refusal.Answer;
        }
        catch (InputException problem)
        {
            return Problem(problem.Problem, StatusOf(problem));
        }
    }

    /// <summary>A parameter of the query; null if it is absent or empty.</summary>
    public static string? Query(HttpRequest request, string key) =>
        request.Query.TryGetValue(key, out var values) && values.Count > 0 && values[0] is { Length: > 0 } value ? value : null;

    /// <summary>Whether a request accepts a table rather than JSON.</summary>
    public static bool WantsTable(HttpRequest request) => FormatOf(request) is not null;

    /// <summary>Whether a parameter of the query is true; false if it is absent.</summary>
    /// <exception cref="InputException">It is neither true nor false.</exception>
    public static bool IsSet(HttpRequest request, string key) => Query(request, key) switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw new InputException($"'{InputProblem.Shorten(text)}' is neither true nor false.", key, "Give one of them."),
    };

    private static int StatusOf(InputException problem) => problem.IsTooLarge ? StatusCodes.Status413PayloadTooLarge
        : problem.IsNotFound ? StatusCodes.Status404NotFound
        : problem.IsConflict ? StatusCodes.Status409Conflict
        : StatusCodes.Status400BadRequest;

    private static TableFormat? FormatOf(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return TableFormat.All.FirstOrDefault(format =>
            accepted.Any(type => type.MediaType.Equals(format.ContentType, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Whether a request prefers JSON.</summary>
    public static bool WantsJson(HttpRequest request) =>
        request.GetTypedHeaders().Accept is [{ MediaType: var first }, ..] && first.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private sealed class Headed(string name, string value, IResult answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[name] = value;
            return answer.ExecuteAsync(httpContext);
        }
    }
}
