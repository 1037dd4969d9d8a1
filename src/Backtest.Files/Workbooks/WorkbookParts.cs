using System.Globalization;
using System.Text;

namespace Backtest.Files.Workbooks;

/// <summary>The parts of a workbook of plain sheets, without their rows (ECMA-376, part 1, chapters 12 and 18).</summary>
internal static class WorkbookParts
{
    /// <summary>Style of a date: <c>s</c> of its cell.</summary>
    public const int DateStyle = 1;

    /// <summary>Style of a date with a time of day.</summary>
    public const int TimeStyle = 2;

    /// <summary>Style of a column's name.</summary>
    public const int NameStyle = 3;

    /// <summary>
    /// Which part is what. What is not named is a sheet, so that the number of sheets need not be known when this is written.
    /// </summary>
    public const string ContentTypes = $"""
        {Declaration}
        <Types xmlns="{Package}/content-types">
        <Default Extension="xml" ContentType="{Kind}.worksheet+xml"/>
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{Kind}.sheet.main+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="{Kind}.styles+xml"/>
        </Types>
        """;

    /// <summary>Where the workbook begins.</summary>
    public const string Root = $"""
        {Declaration}
        <Relationships xmlns="{Package}/relationships">
        <Relationship Id="rId1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/>
        </Relationships>
        """;

    /// <summary>The styles of cells, the plain one first.</summary>
    public const string Styles = $"""
        {Declaration}
        <styleSheet xmlns="{Main}">
        <numFmts count="2">
        <numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/>
        </numFmts>
        <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
        <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
        <borders count="1"><border/></borders>
        <cellStyleXfs count="1"><xf/></cellStyleXfs>
        <cellXfs count="4">
        <xf xfId="0"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="165" applyNumberFormat="1"/>
        <xf xfId="0" fontId="1" applyFont="1"/>
        </cellXfs>
        </styleSheet>
        """;

    /// <summary>What follows the rows of a sheet.</summary>
    public const string SheetEnd = "</sheetData></worksheet>";

    private const string Declaration = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <summary>What stands before the rows of a sheet: the first stays in view, and the columns are wide enough for a time.</summary>
    public static string SheetStart(int columns) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Declaration}
        <worksheet xmlns="{Main}">
        <sheetViews><sheetView workbookViewId="0">
        <pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>
        </sheetView></sheetViews>
        <cols><col min="1" max="{columns}" width="20" customWidth="1"/></cols>
        <sheetData>
        """);

    /// <summary>Path of a sheet, counted from 1.</summary>
    public static string Sheet(int number) => string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{number}.xml");

    /// <summary>The list of sheets.</summary>
    public static string Workbook(int sheets)
    {
        var text = new StringBuilder($"{Declaration}\n<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>");
        for (var number = 1; number <= sheets; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<sheet name=\"Sheet{number}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
        }

        return text.Append("</sheets></workbook>").ToString();
    }

    /// <summary>Where the sheets and the styles of a workbook are.</summary>
    public static string Relationships(int sheets)
    {
        var text = new StringBuilder($"{Declaration}\n<Relationships xmlns=\"{Package}/relationships\">");
        for (var number = 1; number <= sheets; number++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"<Relationship Id=\"rId{number}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>");
        }

        return text.Append($"<Relationship Id=\"styles\" Type=\"{Office}/styles\" Target=\"styles.xml\"/></Relationships>").ToString();
    }
}
