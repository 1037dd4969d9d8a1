namespace Backtest.Files;

/// <summary>The kind of a file, recognised by its first bytes and never by its name.</summary>
internal enum FileKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A file of another kind, compressed by gzip.</summary>
    Gzip,

    /// <summary>A workbook, <c>.xlsx</c>.</summary>
    Workbook,

    /// <summary>A Parquet file.</summary>
    Parquet,
}
