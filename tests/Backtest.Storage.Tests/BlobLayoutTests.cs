namespace Backtest.Storage.Tests;

public sealed class BlobLayoutTests
{
    [Theory]
    [InlineData("series/sales.csv", "sales")]
    [InlineData("series/sales.2024.csv.gz", "sales.2024")]
    [InlineData("series/sales.xlsx", "sales")]
    [InlineData("series/sales.xls", null)]
    [InlineData("series/sales.grid.json", null)]
    [InlineData("series/.csv", null)]
    [InlineData("backtests/sales.csv", null)]
    public void Uploads_go_by_their_endings(string path, string? name) => Assert.Equal(name, BlobLayout.SeriesNameOf(path));

    [Theory]
    [InlineData("data/monthly sales.csv.gz", "data/monthly sales")]
    [InlineData("SALES.XLSX", "SALES")]
    [InlineData("sales.tsv", "sales")]
    [InlineData("sales", "sales")]
    public void Files_have_names_without_their_endings(string file, string name) =>
        Assert.Equal(name, BlobLayout.WithoutUploadEnding(file));

    [Fact]
    public void The_bytes_of_an_upload_tell_its_content_type()
    {
        Assert.Equal("text/csv", BlobLayout.ContentType("series/a.xlsx", "1\n2\n"u8.ToArray()));
        Assert.Equal("application/gzip", BlobLayout.ContentType("series/a.csv", new byte[] { 0x1F, 0x8B, 8 }));
        Assert.Equal("application/vnd.apache.parquet", BlobLayout.ContentType("series/a.csv", "PAR1..."u8.ToArray()));
        Assert.Equal(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            BlobLayout.ContentType("series/a.csv", new byte[] { (byte)'P', (byte)'K', 3, 4 }));
        Assert.Equal("application/json", BlobLayout.ContentType("series/a.grid.json", "{}"u8.ToArray()));
    }
}
