using System.IO.Compression;
using System.Text;

namespace Backtest.Testing.Workbooks;

/// <summary>Writes a workbook part by part, like programs that write more or less than libraries do.</summary>
public sealed class WorkbookBuilder
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelationships = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private readonly List<(string Name, string Data, string State)> _sheets = [];

    public string Date1904 { get; init; } = "";

    public bool IsStrict { get; init; }

    /// <summary>Shared strings, each as XML.</summary>
    public string[] Texts { get; init; } = [];

    /// <summary>Number formats of the styles 1, 2, ...: ids of known ones, or the text of others. Style 0 is a plain number.</summary>
    public string[] Formats { get; init; } = [];

    /// <summary>Adds a sheet.</summary>
    /// <param name="rows">XML of its rows.</param>
    /// <param name="name">Its name.</param>
    /// <param name="state">Its attribute state, if not visible.</param>
    /// <param name="after">XML below its rows.</param>
    public WorkbookBuilder Sheet(string rows, string name = "Data", string state = "visible", string after = "")
    {
        _sheets.Add((name, $"<sheetData>{rows}</sheetData>{after}", state));
        return this;
    }

    /// <summary>A workbook with one sheet, with rows from the first on and cells in XML.</summary>
    public static byte[] Of(params string[] rows) => new WorkbookBuilder().Sheet(Rows(rows)).Build();

    /// <summary>XML of rows, given the XML of their cells.</summary>
    public static string Rows(params string[] rows) => string.Concat(rows.Select((cells, row) => $"<row r=\"{row + 1}\">{cells}</row>"));

    /// <summary>XML of an inline text cell.</summary>
    public static string Text(string text) => $"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>";

    /// <summary>XML of a number cell.</summary>
    public static string Number(string value, int style = 0) => $"<c s=\"{style}\"><v>{value}</v></c>";

    public byte[] Build(CompressionLevel level = CompressionLevel.Fastest)
    {
        var (main, relationships) = IsStrict ? (Strict, StrictRelationships) : (Main, Relationships);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Write(string path, string xml)
            {
                using var part = new StreamWriter(zip.CreateEntry(path, level).Open(), new UTF8Encoding(false));
                part.Write($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{xml}");
            }

            Write("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            var sheets = string.Concat(_sheets.Select(
                (sheet, k) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{k + 1}\" state=\"{sheet.State}\" r:id=\"rId{k + 1}\"/>"));
            Write(
                "xl/workbook.xml",
                $"<workbook xmlns=\"{main}\" xmlns:r=\"{relationships}\"><workbookPr {Date1904}/><sheets>{sheets}</sheets></workbook>");
            var targets = string.Concat(_sheets.Select(
                (_, k) => $"<Relationship Id=\"rId{k + 1}\" Type=\"{relationships}/worksheet\" Target=\"worksheets/sheet{k + 1}.xml\"/>"));
            Write(
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{targets}<Relationship Id=\"s\" "
                    + $"Type=\"{relationships}/styles\" Target=\"/xl/styles.xml\"/><Relationship Id=\"t\" Type=\"{relationships}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>");
            var own = string.Concat(Formats.Select((format, k) => int.TryParse(format, out _)
                ? ""
                : $"<numFmt numFmtId=\"{200 + k}\" formatCode=\"{System.Security.SecurityElement.Escape(format)}\"/>"));
            var styles =
                string.Concat(Formats.Select((format, k) => $"<xf numFmtId=\"{(int.TryParse(format, out var id) ? id : 200 + k)}\"/>"));
            Write(
                "xl/styles.xml",
                $"<styleSheet xmlns=\"{main}\"><numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf "
                    + $"numFmtId=\"0\"/>{styles}</cellXfs></styleSheet>");
            Write("xl/sharedStrings.xml", $"<sst xmlns=\"{main}\">{string.Concat(Texts.Select(text => $"<si>{text}</si>"))}</sst>");
            for (var k = 0; k < _sheets.Count; k++)
            {
                Write(
                    $"xl/worksheets/sheet{k + 1}.xml", $"<worksheet xmlns=\"{main}\"><dimension ref=\"A1\"/>{_sheets[k].Data}</worksheet>");
            }
        }

        return stream.ToArray();
    }
}
