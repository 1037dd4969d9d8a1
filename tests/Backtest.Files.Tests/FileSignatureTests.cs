using System.IO.Compression;
using System.Text;

namespace Backtest.Files.Tests;

public sealed class FileSignatureTests
{
    private static readonly byte[] Office97 = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[504]];

    public static TheoryData<byte[], string> Foreign => new()
    {
        { [.. Office97, .. Encoding.Unicode.GetBytes("Workbook")], "Office 97 to 2003" },
        { [.. Office97, .. Encoding.Unicode.GetBytes("EncryptedPackage")], "a password-protected workbook" },
        { "%PDF-1.7\n1 0 obj"u8.ToArray(), "a PDF" },
        { "<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table>"u8.ToArray(), "a web page (HTML)" },
        { "\uFEFF\r\n<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">"u8.ToArray(), "a web page (HTML)" },
        { "<table border=1><tr><td>date</td></tr></table>"u8.ToArray(), "a web page (HTML)" },
        { [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<html><table>")], "a web page (HTML)" },
        { "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook>"u8.ToArray(), "an XML document" },
        { Zip("content.xml", "mimetype"), "OpenDocument" },
        { Zip("xl/workbook.bin"), ".xlsb" },
        { Zip("word/document.xml"), "Word" },
        { Zip("Index/Document.iwa"), "Numbers" },
        { Zip("sales.csv"), "a zip archive" },
        { "PAREabc"u8.ToArray(), "encrypted" },
        { "ARROW1\0\0"u8.ToArray(), "Arrow" },
        { "SQLite format 3\0..."u8.ToArray(), "SQLite" },
        { [0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3], "Zstandard" },
        { "BZh91AY&SY..."u8.ToArray(), "bzip2" },
        { [0xFD, .. "7zXZ\0"u8], "xz" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Other_kinds_are_refused_by_their_names(byte[] content, string name)
    {
        Assert.Contains(name, Reading.Refusal(content).What, StringComparison.Ordinal);
        Assert.Contains(name, Reading.Refusal(Archives.GunzipTests.Compress(content)).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date,value\n2020-01-01,1\n")]
    [InlineData("PKW,2020\n1,2\n")]
    [InlineData("BZh,value\n1,2\n")]
    [InlineData("<5,1\n2,3\n")]
    [InlineData("")]
    public void Text_stays_as_it_is(string text)
    {
        var file = Reading.Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal(Encoding.UTF8.GetBytes(text), file.Text.ToArray());
        Assert.False(file.Origin.IsWritten);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void A_sheet_of_a_file_without_sheets_is_refused() =>
        Assert.Equal("columns.sheet", Reading.Refusal("1\n2\n"u8.ToArray(), "Data").Where);

    private static byte[] Zip(params string[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var entry in entries)
            {
                zip.CreateEntry(entry);
            }
        }

        return stream.ToArray();
    }
}
