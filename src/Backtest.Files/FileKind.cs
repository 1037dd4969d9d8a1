namespace Backtest.Files;

/// <summary>A kind of file, told by its first bytes and never by its name.</summary>
internal enum FileKind
{
    /// <summary>Text, which the reader of series tells apart further.</summary>
    Text,

    /// <summary>A file of another kind, compressed by gzip.</summary>
    Gzip,

    /// <summary>A workbook, <c>.xlsx</c>.</summary>
    Workbook,

    /// <summary>A Parquet file.</summary>
    Parquet,
}
