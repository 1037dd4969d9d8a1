using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Backtest.Http.Tests;

public sealed partial class PageTests : IAsyncLifetime
{
    private TestApi _api = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/api/docs")]
    public async Task The_pages_are_never_stale_and_allow_no_script_but_their_own(string address)
    {
        using var page = await GetAsync(address);

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.True(page.Headers.CacheControl!.NoCache);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("http", policy);

        // Nothing in the page needs more: no inline script or style, and no other host.
        var html = await page.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotMatch("<script(?![^>]*src=)|<style| style=|(src|href)=\"(https?:)?//", html);
    }

    [Fact]
    public async Task Every_file_that_the_page_names_is_there_for_ever_and_compressed_within_the_budget()
    {
        var html = await (await GetAsync("/")).Content.ReadAsStringAsync(Stop);
        var files = AssetPattern().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal([".css", ".js", ".js", ".svg"], files.Select(Path.GetExtension).Order(StringComparer.Ordinal));

        var total = 0L;
        foreach (var file in files)
        {
            using var plain = await GetAsync(file);
            using var gzip = await GetAsync(file, "gzip");
            using var brotli = await GetAsync(file, "gzip, br");

            Assert.Equal(
                ("public, max-age=31536000, immutable", "Accept-Encoding"),
                (brotli.Headers.CacheControl!.ToString(), brotli.Headers.Vary.Single()));
            Assert.Equal((0, "gzip", "br"), (plain.Content.Headers.ContentEncoding.Count,
                gzip.Content.Headers.ContentEncoding.Single(),
                brotli.Content.Headers.ContentEncoding.Single()));
            var content = await plain.Content.ReadAsByteArrayAsync(Stop);
            Assert.Equal(
                content, await DecompressAsync(new GZipStream(await gzip.Content.ReadAsStreamAsync(Stop), CompressionMode.Decompress)));
            Assert.Equal(
                content, await DecompressAsync(new BrotliStream(await brotli.Content.ReadAsStreamAsync(Stop), CompressionMode.Decompress)));
            total += brotli.Content.Headers.ContentLength!.Value;
        }

        Assert.InRange(total, 10_000, 300_000);
    }

    [Fact]
    public async Task The_reference_brings_its_own_files_and_their_licences_and_shares_none_but_icon_and_theme_with_the_page()
    {
        var page = AssetPattern()
            .Matches(await (await GetAsync("/")).Content.ReadAsStringAsync(Stop))
            .Select(match => match.Groups[1].Value)
            .ToList();
        var docs = AssetPattern()
            .Matches(await (await GetAsync("/api/docs")).Content.ReadAsStringAsync(Stop))
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.Equal([".css", ".js", ".js", ".svg"], docs.Select(Path.GetExtension).Order(StringComparer.Ordinal));
        Assert.Equal(["icon", "theme"], docs.Intersect(page).Select(file => Path.GetFileName(file).Split('-')[0]).Order());
        foreach (var file in docs)
        {
            using var answer = await GetAsync(file, "br");
            Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
            Assert.InRange(answer.Content.Headers.ContentLength!.Value, 100, 500_000);
        }

        var licences = await (await GetAsync("assets/licences.txt")).Content.ReadAsStringAsync(Stop);
        Assert.All(["preact", "uplot", "swagger-ui-dist"], package => Assert.Contains($"{package}/LICENSE", licences));
    }

    [Fact]
    public async Task A_browser_that_has_the_page_is_told_so()
    {
        using var first = await GetAsync("/", "br");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.AcceptEncoding.ParseAdd("br");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var again = await _api.Http.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.NotEqual(first.Headers.ETag, (await GetAsync("/")).Headers.ETag);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? encodings = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var encoding in encodings?.Split(", ") ?? [])
        {
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        }

        var answer = await _api.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }

    private static async Task<byte[]> DecompressAsync(Stream stream)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Stop);
        return content.ToArray();
    }

    [GeneratedRegex("(?:src|href)=\"\\.{1,2}/(assets/[^\"]+)\"")]
    private static partial Regex AssetPattern();
}
