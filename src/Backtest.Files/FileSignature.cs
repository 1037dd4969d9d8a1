using System.Text;
using Backtest.Core.Problems;
using Backtest.Files.Archives;

namespace Backtest.Files;

/// <summary>Recognises the kind of a file by its bytes, and refuses unsupported kinds by name.</summary>
internal static class FileSignature
{
    private const string SaveAs = "Save it as .xlsx or as CSV, and send that.";
    private const string Export = "Export the table as CSV, .xlsx or .parquet, and send that.";
    private const string Unpack = "Unpack it and send the table in it, or compress that with gzip.";

    // Characters before the first letter of a page or document.
    private const int LookedAt = 1024;

    private static readonly byte[] EncryptedPackage = Encoding.Unicode.GetBytes("EncryptedPackage");

    private static readonly Foreign[] Foreigners =
    [
        new([.. "%PDF"u8], "a PDF", Export),
        new([.. "PARE"u8], "a Parquet file with an encrypted footer", "Write it without encryption, and send that."),
        new([.. "ARROW1"u8], "an Arrow file (.feather)", Export),
        new([.. "SQLite format 3\0"u8], "a SQLite database", Export),
        new([0x89, .. "HDF\r\n"u8], "an HDF5 file", Export),
        new([0x28, 0xB5, 0x2F, 0xFD], "compressed with Zstandard (.zst)", Unpack),
        new([.. "BZh"u8], "compressed with bzip2 (.bz2)", Unpack) { Then = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], At = 4 },
        new([0xFD, .. "7zXZ\0"u8], "compressed with xz (.xz)", Unpack),
        new([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive (.7z)", Unpack),
        new([.. "Rar!"u8, 0x1A, 0x07], "a RAR archive (.rar)", Unpack),
    ];

    private static readonly (string Entry, string Name, string Right)[] ForeignPackages =
    [
        ("xl/workbook.bin", "a binary workbook (.xlsb)", SaveAs),
        ("word/document.xml", "a Word document (.docx)", Export),
        ("Index/Document.iwa", "a Numbers document", SaveAs),
        ("content.xml", "an OpenDocument file (.ods)", SaveAs),
    ];

    /// <summary>The kind of a file.</summary>
    /// <exception cref="InputException">It is of a kind that cannot be read.</exception>
    public static FileKind Of(ReadOnlyMemory<byte> content)
    {
        switch (Start(content.Span))
        {
            case FileKind.Workbook:
                CheckPackage(content);
                return FileKind.Workbook;
            case FileKind.Text:
                ThrowIfForeign(content.Span);
                return FileKind.Text;
            case var kind:
                return kind;
        }
    }

    /// <summary>The kind that the first bytes of a file stand for; an archive may turn out to be no workbook.</summary>
    public static FileKind Start(ReadOnlySpan<byte> content) => content switch
    {
        [0x1F, 0x8B, ..] => FileKind.Gzip,
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => FileKind.Parquet,
        [(byte)'P', (byte)'K', 0x03, 0x04, ..] or [(byte)'P', (byte)'K', 0x05, 0x06, ..] => FileKind.Workbook,
        _ => FileKind.Text,
    };

    private static void ThrowIfForeign(ReadOnlySpan<byte> content)
    {
        if (content is [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..])
        {
            throw content.IndexOf(EncryptedPackage) >= 0
                ? Refused(
                    "a password-protected workbook", "Remove the password in the spreadsheet program, and send the workbook again.")
                : Refused("a document of Office 97 to 2003, such as .xls", SaveAs);
        }

        foreach (var foreign in Foreigners)
        {
            if (foreign.Is(content))
            {
                throw Refused(foreign.Name, foreign.Right);
            }
        }

        ThrowIfMarkup(content);
    }

    private static void CheckPackage(ReadOnlyMemory<byte> content)
    {
        using var archive = PackageParts.OpenArchive(content);
        if (archive.GetEntry(PackageParts.Workbook) is not null)
        {
            return;
        }

        foreach (var (entry, name, right) in ForeignPackages)
        {
            if (archive.GetEntry(entry) is not null)
            {
                throw Refused(name, right);
            }
        }

        throw Refused("a zip archive", Unpack);
    }

    // Pages and documents of spreadsheets that programs save under the ending .xls.
    private static void ThrowIfMarkup(ReadOnlySpan<byte> content)
    {
        // UTF-16 has a 0 beside each of these letters.
        var start = Encoding.Latin1.GetString(content[..Math.Min(content.Length, LookedAt)])
            .Replace("\0", "", StringComparison.Ordinal)
            .TrimStart('\u00EF', '\u00BB', '\u00BF', '\u00FF', '\u00FE', ' ', '\t', '\r', '\n');
        if (start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) && !start.Contains("<html", StringComparison.OrdinalIgnoreCase))
        {
            throw Refused("an XML document", SaveAs);
        }

        string[] page = ["<!doctype", "<html", "<head", "<meta", "<body", "<table", "<div", "<style", "<?xml"];
        if (Array.Exists(page, tag => start.StartsWith(tag, StringComparison.OrdinalIgnoreCase)))
        {
            throw Refused("a web page (HTML)", SaveAs);
        }
    }

    private static InputException Refused(string name, string right) => new($"The file is {name}, which is not supported.", null, right);

    private sealed record Foreign(byte[] Start, string Name, string Right)
    {
        public byte[] Then { get; init; } = [];

        public int At { get; init; }

        public bool Is(ReadOnlySpan<byte> content) => content.StartsWith(Start) && content[Math.Min(At, content.Length)..].StartsWith(Then);
    }
}
