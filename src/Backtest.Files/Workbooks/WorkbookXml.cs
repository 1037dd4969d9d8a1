using System.Xml;
using Backtest.Core.Problems;
using Backtest.Files.Archives;

namespace Backtest.Files.Workbooks;

/// <summary>
/// Parts of a workbook as XML (ECMA-376, part 1). Elements go by their local names, which the transitional and the strict form share.
/// </summary>
internal static class WorkbookXml
{
    private static readonly XmlReaderSettings Settings =
        new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };

    /// <summary>Reads a part.</summary>
    /// <returns>Whether there is such a part.</returns>
    /// <exception cref="InputException">It is damaged or no XML.</exception>
    public static bool Read(PackageParts parts, string path, Action<XmlReader> read)
    {
        try
        {
            return parts.Read(path, part =>
            {
                using var reader = XmlReader.Create(part, Settings);
                read(reader);
            });
        }
        catch (XmlException)
        {
            throw PackageParts.Damaged();
        }
    }

    /// <summary>Reads a part element by element.</summary>
    /// <inheritdoc cref="Read"/>
    public static bool ReadElements(PackageParts parts, string path, Action<XmlReader> read) => Read(parts, path, reader =>
    {
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                read(reader);
            }
        }
    });

    /// <summary>Whether an attribute is set to true.</summary>
    public static bool IsSet(this XmlReader reader, string attribute) => reader.GetAttribute(attribute) is "1" or "true";
}
