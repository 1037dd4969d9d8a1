using System.Net;

namespace Backtest.Reports;

/// <summary>Pieces of HTML.</summary>
internal static class Html
{
    /// <summary>Escapes text for HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A table.</summary>
    /// <param name="header">Column names; those that start with # are right-aligned numbers.</param>
    /// <param name="rows">Cells, and whether the row stands out.</param>
    public static string Table(IReadOnlyList<string> header, IEnumerable<(IReadOnlyList<string> Cells, bool StandsOut)> rows)
    {
        string Class(int column) => header[column].StartsWith('#') ? " class=\"number\"" : "";
        var head = string.Concat(header.Select((name, k) => $"<th{Class(k)}>{Text(name.TrimStart('#'))}</th>"));
        var body = string.Concat(rows.Select(row =>
            $"<tr{(row.StandsOut ? " class=\"published\"" : "")}>{string.Concat(row.Cells.Select((cell, k) => $"<td{Class(k)}>{Text(cell)}</td>"))}</tr>"));
        return $"<div class=\"scroll\"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>";
    }
}
