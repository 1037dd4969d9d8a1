using Backtest.Core.Problems;
using Backtest.Core.Series.Csv.Decoding;
using Backtest.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Backtest.Http;

/// <summary>The body of an upload: a CSV as it is, or as multipart/form-data the parts <c>csv</c> and <c>grid</c>.</summary>
/// <param name="Csv">The CSV; empty if there is none.</param>
/// <param name="Grid">The grid; null if there is none.</param>
/// <param name="External">Files of forecasts made elsewhere, each with its name, which may be missing.</param>
internal sealed record UploadBody(byte[] Csv, byte[]? Grid, IReadOnlyList<(string? Name, byte[] Content)> External)
{
    private const string Form = "multipart/form-data";
    private const string Where = "body";
    private const string Right = $"Send {Form} with a part csv and, if it has a grid, a part grid.";
    private const string StartRight = $"Send {Form} with parts external and, if the stored grid is not meant, a part grid.";

    // Boundaries and headers of a form, beside its two parts.
    private const long FormBytes = 64 * 1024;

    // RFC 2046, section 5.1.1.
    private const int MaxBoundaryLength = 70;

    /// <summary>Reads a body, no further than its limits.</summary>
    /// <param name="request">The request.</param>
    /// <param name="place">What takes room for the body.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">A part or the whole is too large, or the form is not valid.</exception>
    /// <exception cref="RefusedException">It arrives too slowly, or there is no room for it.</exception>
    public static async Task<UploadBody> ReadAsync(
        HttpRequest request, BodyPlace place, BacktestOptions options, CancellationToken cancellationToken)
    {
        return BoundaryOf(request) is { } boundary
            ? await ReadFormAsync(request, boundary, isStart: false, place, options, cancellationToken).ConfigureAwait(false)
            : new UploadBody(await ReadAsync(request, place, options.MaxUploadBytes, "file", cancellationToken)
                .ConfigureAwait(false), null, []);
    }

    /// <summary>Reads the body of a start: a grid, or a form with a grid and forecasts made elsewhere.</summary>
    /// <inheritdoc cref="ReadAsync(HttpRequest, BodyPlace, BacktestOptions, CancellationToken)"/>
    public static async Task<UploadBody> ReadStartAsync(
        HttpRequest request, BodyPlace place, BacktestOptions options, CancellationToken cancellationToken) =>
        BoundaryOf(request) is { } boundary
            ? await ReadFormAsync(request, boundary, isStart: true, place, options, cancellationToken).ConfigureAwait(false)
            : new UploadBody(
                [], await ReadAsync(request, place, options.MaxGridBytes, "grid", cancellationToken).ConfigureAwait(false), []);

    /// <summary>Reads a whole body, no further than a limit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="place">What takes room for the body.</param>
    /// <param name="maxBytes">Its maximum size in bytes.</param>
    /// <param name="what">What the body is, for the error.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">It is larger, or ends before its end.</exception>
    /// <exception cref="RefusedException">It arrives too slowly, or there is no room for it.</exception>
    public static async Task<byte[]> ReadAsync(
        HttpRequest request, BodyPlace place, long maxBytes, string what, CancellationToken cancellationToken)
    {
        using var body = place.Receive(request, maxBytes, what);
        return await BoundedContent.ReadAsync(body, maxBytes, what, request.ContentLength, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<UploadBody> ReadFormAsync(
        HttpRequest request,
        string boundary,
        bool isStart,
        BodyPlace place,
        BacktestOptions options,
        CancellationToken cancellationToken)
    {
        byte[]? csv = null;
        byte[]? grid = null;
        var external = new List<(string?, byte[])>();
        var right = isStart ? StartRight : Right;
        try
        {
            using var body = place.Receive(request, options.MaxUploadBytes + options.MaxGridBytes + FormBytes, "form");
            var reader = new MultipartReader(boundary, body);
            while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
            {
                var part = section.GetContentDispositionHeader();
                switch (HeaderUtilities.RemoveQuotes(part?.Name ?? default).Value)
                {
                    case "external" when isStart:
                        external.Add((
                            HeaderUtilities.RemoveQuotes(part!.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value,
                            await BoundedContent.ReadAsync(section.Body, options.MaxUploadBytes, "file", null, cancellationToken)
                                .ConfigureAwait(false)));
                        break;
                    case "csv" when csv is null && !isStart:
                        csv = await BoundedContent.ReadAsync(section.Body, options.MaxUploadBytes, "file", null, cancellationToken)
                            .ConfigureAwait(false);
                        break;
                    case "grid" when grid is null:
                        grid = await BoundedContent.ReadAsync(section.Body, options.MaxGridBytes, "grid", null, cancellationToken)
                            .ConfigureAwait(false);
                        break;
                    case "csv" when !isStart:
                    case "grid":
                        throw new InputException("The form has the same part twice.", Where, right);
                    case "external":
                        throw new InputException(
                            "Forecasts made elsewhere are compared in a run of a stored upload.",
                            Where,
                            "Upload the file first. Then send the forecasts to POST /api/series/{name}/backtests.");
                    default:
                        throw new InputException(
                            $"The form has a part that is neither {(isStart ? "external" : "csv")} nor grid.", Where, right);
                }
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            throw new InputException("The form cannot be read.", Where, right);
        }

        return new UploadBody(csv ?? [], grid, external);
    }

    // Null if the body is no form.
    private static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase)
            ? Boundary(type)
            : null;

    private static string Boundary(MediaTypeHeaderValue type) =>
        HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundaryLength } boundary
            ? boundary
            : throw new InputException(
                "The form has no boundary, or one that is too long.",
                "Content-Type",
                $"Send {Form} with a boundary of 1 to {MaxBoundaryLength} characters.");
}
