using Backtest.Core.Problems;
using Backtest.Core.Series.Csv;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Backtest.Service.Http;

/// <summary>The body of an upload: a CSV as it is, or as multipart/form-data the parts <c>csv</c> and <c>grid</c>.</summary>
/// <param name="Csv">The CSV; empty where there is none.</param>
/// <param name="Grid">The grid; null where there is none.</param>
internal sealed record UploadBody(byte[] Csv, byte[]? Grid)
{
    private const string Form = "multipart/form-data";

    /// <summary>Reads a body, no further than its limits.</summary>
    /// <exception cref="InputException">A part is too large, or the body is not what it says.</exception>
    public static async Task<UploadBody> ReadAsync(HttpRequest request, BacktestOptions options, CancellationToken cancellationToken)
    {
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase);
        return isForm
            ? await ReadFormAsync(request, type!, options, cancellationToken).ConfigureAwait(false)
            : new UploadBody(await ReadAsync(request, options.MaxUploadBytes, "file", cancellationToken).ConfigureAwait(false), null);
    }

    /// <summary>Reads a whole body, no further than a limit.</summary>
    /// <exception cref="InputException">It is larger.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, long maxBytes, string what, CancellationToken cancellationToken) =>
        request.ContentLength > maxBytes
            ? throw BoundedContent.TooLarge(maxBytes, what)
            : await BoundedContent.ReadAsync(request.Body, maxBytes, what, cancellationToken).ConfigureAwait(false);

    private static async Task<UploadBody> ReadFormAsync(
        HttpRequest request, MediaTypeHeaderValue type, BacktestOptions options, CancellationToken cancellationToken)
    {
        byte[] csv = [];
        byte[]? grid = null;
        try
        {
            var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? throw new InvalidDataException(), request.Body);
            while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
            {
                switch (HeaderUtilities.RemoveQuotes(section.GetContentDispositionHeader()?.Name ?? default).Value)
                {
                    case "csv":
                        csv = await BoundedContent.ReadAsync(section.Body, options.MaxUploadBytes, "file", cancellationToken).ConfigureAwait(false);
                        break;
                    case "grid":
                        grid = await BoundedContent.ReadAsync(section.Body, options.MaxGridBytes, "grid", cancellationToken).ConfigureAwait(false);
                        break;
                    default:
                        throw new InvalidDataException();
                }
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new InputException("The form cannot be read.", "body", $"Send {Form} with a part csv and, if it has a grid, a part grid.");
        }

        return new UploadBody(csv, grid);
    }
}
