using System.Text;
using System.Xml;
using Backtest.Core.Problems;
using Backtest.Files.Archives;

namespace Backtest.Files.Workbooks;

/// <summary>Texts of cells.</summary>
internal static class CellTexts
{
    /// <summary>The texts that the cells of all sheets share, by their indexes.</summary>
    /// <param name="parts">The parts of the workbook.</param>
    /// <param name="path">Path of the part that holds the texts.</param>
    /// <param name="maxLength">Most characters of all of them together.</param>
    /// <exception cref="InputException">The part is damaged, or the texts are too long together.</exception>
    public static List<string> ReadShared(PackageParts parts, string path, long maxLength)
    {
        var texts = new List<string>();
        var text = new StringBuilder();
        var length = 0L;
        WorkbookXml.Read(parts, path, reader =>
        {
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "si")
                {
                    texts.Add(Read(reader, text));

                    // Each of them costs something, also an empty one.
                    length += texts[^1].Length + 1;
                    if (length > maxLength)
                    {
                        throw new InputException(
                            "The workbook has too much text.",
                            null,
                            "Send only the sheet with the series, or send it as CSV or .parquet.")
                        { IsTooLarge = true };
                    }
                }
            }
        });

        return texts;
    }

    /// <summary>Reads the text below an element, up to the element's end: all runs of it, without what tells how to pronounce it.</summary>
    /// <param name="reader">Stands on the element.</param>
    /// <param name="text">Where to put the text together.</param>
    public static string Read(XmlReader reader, StringBuilder text)
    {
        text.Clear();
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var (depth, isText, pronounced) = (reader.Depth, false, false);
        while (reader.Read() && reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element or XmlNodeType.EndElement when reader.LocalName == "rPh":
                    pronounced = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
                    break;
                case XmlNodeType.Element or XmlNodeType.EndElement when reader.LocalName == "t":
                    isText = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when isText
                    && !pronounced:
                    text.Append(reader.Value);
                    break;
            }
        }

        return Unescape(text.ToString());
    }

    /// <summary>A text with characters that XML cannot hold, which stand in it as <c>_xHHHH_</c>.</summary>
    public static string Unescape(string text) => text.Contains("_x", StringComparison.Ordinal) ? XmlConvert.DecodeName(text) : text;
}
