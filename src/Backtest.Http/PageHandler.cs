using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Backtest.Http;

/// <summary>
/// Serves the web page and the reference of the HTTP interface, which are embedded in this assembly in compressed form. They contain no
/// data.
/// </summary>
public sealed class PageHandler
{
    private const string Prefix = "page/";
    private const string NoCache = "no-cache";
    private const string Index = "index.html";
    private const string Docs = "api/docs.html";
    private const string Licences = "licences.txt";

    // Pages load everything from their own host; the reference has icons in its styles.
    private const string Images = "'self'";
    private const string DocsImages = "'self' data:";

    private static readonly (string Name, string Suffix)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    private readonly FrozenDictionary<string, PageFile> _files = Load();

    /// <summary>GET /: the page; browsers check whether it has changed.</summary>
    public IResult GetIndex(HttpRequest request) => Serve(request, Index, Images);

    /// <summary>GET api/docs: the contract to read and to try.</summary>
    public IResult GetDocs(HttpRequest request) => Serve(request, Docs, DocsImages);

    /// <summary>
    /// GET assets/{file}: a script, style or picture of the pages, whose name changes with its content; or the licences of their packages.
    /// </summary>
    public IResult GetAsset(string file, HttpRequest request) => _files.TryGetValue($"assets/{file}", out var asset)
        ? Serve(request, asset, file == Licences ? NoCache : "public, max-age=31536000, immutable")
        : Answers.NotFound($"The page has no file '{file}'.", "file", "Load the page again: it may have been replaced by a newer one.");

    private IResult Serve(HttpRequest request, string page, string images)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        return Serve(request, _files[page], NoCache);
    }

    private static IResult Serve(HttpRequest request, PageFile file, string caching)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding.Where(encoding => encoding.Quality is not 0)
            .Select(encoding => encoding.Value.Value)
            .ToList();
        var variant = file.Variants.FirstOrDefault(variant => accepted.Contains(variant.Encoding, StringComparer.OrdinalIgnoreCase))
            ?? file.Plain;
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = caching;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        if (variant.Encoding is { } encoding)
        {
            headers.ContentEncoding = encoding;
        }

        return Results.Bytes(variant.Content, file.ContentType, entityTag: variant.ETag);
    }

    private static FrozenDictionary<string, PageFile> Load()
    {
        var names = typeof(PageHandler).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToHashSet();
        return names.Where(name => !IsCompressed(name)).ToFrozenDictionary(name => name[Prefix.Length..], name => new PageFile(
            ContentType(name),
            Read(name, null),
            [.. Encodings.Where(encoding => names.Contains(name + encoding.Suffix))
                .Select(encoding => Read(name + encoding.Suffix, encoding.Name))]));
    }

    private static bool IsCompressed(string name) => Encodings.Any(encoding => name.EndsWith(encoding.Suffix, StringComparison.Ordinal));

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".txt" => "text/plain; charset=utf-8",
        var other => throw new InvalidOperationException($"The page has a file of a kind that is not served: {other}."),
    };

    private static Variant Read(string name, string? encoding)
    {
        using var stream = typeof(PageHandler).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Variant(
            encoding, content, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\""));
    }

    private sealed record PageFile(string ContentType, Variant Plain, IReadOnlyList<Variant> Variants);

    private sealed record Variant(string? Encoding, byte[] Content, EntityTagHeaderValue ETag);
}
