using System.Globalization;
using System.Xml;
using Backtest.Core.Problems;
using Backtest.Files.Archives;

namespace Backtest.Files.Workbooks;

/// <summary>The shared parts of a workbook.</summary>
internal sealed class Workbook
{
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelationships = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private readonly List<Sheet> _sheets = [];
    private readonly List<CellFormat> _formats = [];

    private Workbook()
    {
    }

    /// <summary>Its sheets of cells, in their order.</summary>
    public IReadOnlyList<Sheet> Sheets => _sheets;

    /// <summary>Whether its calendar begins in 1904.</summary>
    public bool Is1904 { get; private set; }

    /// <summary>Path of the part with the texts of its cells; null if it has none.</summary>
    public string? Texts { get; private set; }

    /// <summary>Reads all but the sheets and their texts.</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public static Workbook Read(PackageParts parts)
    {
        var workbook = new Workbook();
        var named = new List<(string Name, string Id, bool IsHidden)>();
        WorkbookXml.ReadElements(parts, PackageParts.Workbook, reader =>
        {
            switch (reader.LocalName)
            {
                case "workbookPr":
                    workbook.Is1904 = reader.IsSet("date1904");
                    break;
                case "sheet":
                    var id = reader.GetAttribute("id", Relationships) ?? reader.GetAttribute("id", StrictRelationships);
                    named.Add((reader.GetAttribute("name") ?? "", id ?? "", reader.GetAttribute("state") is "hidden" or "veryHidden"));
                    break;
            }
        });

        var targets = new Dictionary<string, string>();
        string? styles = null;
        WorkbookXml.ReadElements(parts, "xl/_rels/workbook.xml.rels", reader =>
        {
            if (reader.LocalName != "Relationship" || reader.GetAttribute("Target") is not { } target)
            {
                return;
            }

            var path = target.StartsWith('/') ? target[1..] : $"xl/{target}";
            switch (reader.GetAttribute("Type")?.Split('/')[^1])
            {
                case "worksheet":
                    targets[reader.GetAttribute("Id") ?? ""] = path;
                    break;
                case "sharedStrings":
                    workbook.Texts = path;
                    break;
                case "styles":
                    styles = path;
                    break;
            }
        });

        workbook._sheets.AddRange(named.Where(sheet => targets.ContainsKey(sheet.Id))
            .Select(sheet => new Sheet(sheet.Name, targets[sheet.Id], sheet.IsHidden)));
        if (styles is not null)
        {
            WorkbookXml.Read(parts, styles, workbook.ReadStyles);
        }

        return workbook;
    }

    /// <summary>The meaning of a number in a cell with a style.</summary>
    public CellFormat FormatOf(string? style) => style is not null
        ? int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _formats.Count
            ? _formats[index]
            : throw PackageParts.Damaged()
        : CellFormat.Number;

    private void ReadStyles(XmlReader reader)
    {
        var own = new Dictionary<int, CellFormat>();
        var inCellStyles = false;
        while (reader.Read())
        {
            switch (reader.LocalName)
            {
                case "numFmt" when reader.NodeType == XmlNodeType.Element
                    && int.TryParse(reader.GetAttribute("numFmtId"), CultureInfo.InvariantCulture, out var id):
                    own[id] = FormatCode.Of(reader.GetAttribute("formatCode"));
                    break;
                case "cellXfs":
                    inCellStyles = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
                    break;
                case "xf" when inCellStyles && reader.NodeType == XmlNodeType.Element:
                    _ = int.TryParse(reader.GetAttribute("numFmtId"), CultureInfo.InvariantCulture, out var format);
                    _formats.Add(own.TryGetValue(format, out var known) ? known : FormatCode.OfBuiltIn(format));
                    break;
            }
        }
    }
}
