using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Backtest.Storage;
using Backtest.Testing;
using Backtest.Testing.Workbooks;

namespace Backtest.Http.Tests;

/// <summary>Workbooks and compressed files over HTTP, whatever the request's headers.</summary>
public sealed class PackedUploadTests : IAsyncLifetime
{
    private const string Grid = """{ "horizon": 2, "windows": 1, "seasonLength": 1, "baselines": ["naive"], "theta": {} }""";

    private TestApi _api = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    // The run's id is a hash of the values: the same from every kind of file.
    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("text/csv")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    public async Task A_workbook_and_a_compressed_one_start_the_run_that_their_values_start_as_CSV(string type)
    {
        await _api.PutAsync("/api/series/demo/grid", Grid);

        var asText = await RunAsync(Workbench.Csv(), "text/csv");
        var asWorkbook = await RunAsync(Workbook(), type);
        var sent = Gzip(Workbook());
        var compressed = await RunAsync(sent, type);

        Assert.Equal((asText, asText), (asWorkbook, compressed));
        Assert.Equal("done", (await _api.JsonAsync($"/api/series/demo/backtests/{asText}")).GetProperty("state").GetString());
        Assert.Equal(["demo"], (await _api.JsonAsync("/api/series")).EnumerateArray().Select(name => name.GetString()));
        Assert.Equal([BlobLayout.Series("demo")], StoredUploads());
        Assert.Equal(sent, await File.ReadAllBytesAsync(Path.Combine(_api.Folder, BlobLayout.Series("demo")), Stop));
    }

    [Fact]
    public async Task A_workbook_is_inspected_in_a_form_and_by_its_sheet()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Workbook()), "csv", "sales.xlsx" },
            { new StringContent("""{ "columns": { "sheet": "Other" } }"""), "grid" },
        };

        var inspection = await _api.PostAsync("/api/inspect?name=demo", form);

        Assert.Equal("y", inspection.GetProperty("table").GetProperty("columns")[0].GetProperty("name").GetString());
        Assert.Equal(20, inspection.GetProperty("series")[0].GetProperty("facts").GetProperty("length").GetInt32());
    }

    [Theory]
    [InlineData("%PDF-1.7\n", "a PDF")]
    [InlineData("<html><table>", "a web page (HTML)")]
    public async Task Other_kinds_are_refused_and_nothing_is_stored(string content, string name)
    {
        using var answer = await _api.PutAsync("/api/series/demo", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(name, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Empty(_api.StoredFiles);
    }

    [Fact]
    public async Task A_faulty_cell_is_named_by_its_sheet_and_row()
    {
        var workbook = new WorkbookBuilder().Sheet(WorkbookBuilder.Rows(
            WorkbookBuilder.Text("y"),
            WorkbookBuilder.Number("1"),
            WorkbookBuilder.Number("2"),
            WorkbookBuilder.Text("many"),
            WorkbookBuilder.Number("3")), "Sales 2024").Build();

        using var answer = await _api.Http.PutAsync("/api/series/demo", new ByteArrayContent(workbook), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
        Assert.StartsWith("sheet 'Sales 2024', row 4", problem.GetProperty("where").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_expands_beyond_the_limit_is_answered_as_too_large()
    {
        using var answer = await _api.Http.PutAsync("/api/series/demo", new ByteArrayContent(Gzip(new byte[5_000_000])), Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(_api.StoredFiles);
    }

    [Fact]
    public async Task An_upload_takes_the_place_of_a_file_that_was_dropped_with_another_ending()
    {
        await _api.PutAsync("/api/series/demo/grid", Grid);
        var dropped = Path.Combine(_api.Folder, "series", "demo.xlsx");
        await File.WriteAllBytesAsync(dropped, Workbook(), Stop);

        await RunAsync(Workbench.Csv(50), "text/csv");

        Assert.Equal(["series/demo.xlsx"], StoredUploads());
        Assert.Equal(Workbench.Csv(50), await File.ReadAllBytesAsync(dropped, Stop));
        Assert.Equal(50, (await _api.JsonAsync("/api/series/demo/values")).GetProperty("values").GetArrayLength());
    }

    [Fact]
    public async Task Two_files_of_a_name_are_refused_until_one_is_gone()
    {
        await _api.UploadAsync();
        await File.WriteAllBytesAsync(Path.Combine(_api.Folder, "series", "demo.csv.gz"), Gzip(Workbench.Csv(50)), Stop);

        foreach (var answer in new[] { await _api.Http.PutAsync("/api/series/demo", new ByteArrayContent(Workbench.Csv()), Stop),
            await _api.Http.PostAsync("/api/series/demo/backtests", null, Stop),
            await _api.Http.PostAsync("/api/inspect?name=demo", null, Stop) })
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var text = await answer.Content.ReadAsStringAsync(Stop);
            Assert.Contains("series/demo.csv, series/demo.csv.gz", text, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await _api.Http.GetAsync("/api/series/demo", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _api.Http.GetAsync("/api/series/demo/forecast", Stop)).StatusCode);
        File.Delete(Path.Combine(_api.Folder, "series", "demo.csv"));
        Assert.Equal(HttpStatusCode.Accepted, (await _api.Http.PostAsync("/api/series/demo/backtests", null, Stop)).StatusCode);
        Assert.Equal(50, (await _api.JsonAsync("/api/series/demo/values")).GetProperty("values").GetArrayLength());
    }

    private static byte[] Workbook() => new WorkbookBuilder()
        .Sheet(WorkbookBuilder.Rows(
            [WorkbookBuilder.Text("y"), .. Workbench.Values().Select(value => WorkbookBuilder.Number(value.ToString("R")))]))
        .Sheet(WorkbookBuilder.Rows(
            [WorkbookBuilder.Text("y"), .. Workbench.Values(20).Select(value => WorkbookBuilder.Number(value.ToString("R")))]), "Other")
        .Build();

    private static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return stream.ToArray();
    }

    private IEnumerable<string> StoredUploads() =>
        Directory.EnumerateFiles(Path.Combine(_api.Folder, "series"))
            .Select(file => $"series/{Path.GetFileName(file)}")
            .Where(path => BlobLayout.SeriesNameOf(path) is not null);

    private async Task<string> RunAsync(byte[] content, string type)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await _api.Http.PutAsync("/api/series/demo", body, Stop);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("runs")[0]
            .GetProperty("run")
            .GetString()!;
    }
}
