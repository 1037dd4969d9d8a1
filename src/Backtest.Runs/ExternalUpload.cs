using Backtest.Core.Planning.External;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Files;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>Reads files of forecasts made elsewhere, of any kind that uploads have.</summary>
public static class ExternalUpload
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">Name of the file, which without its ending is the display name of the forecasts; null for none.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="columns">The grid's description of the upload.</param>
    /// <param name="limits">Limits of the file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static ExternalFile Read(
        string? file, ReadOnlyMemory<byte> content, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        // Some clients send the whole path of the file.
        var own = file?[(file.LastIndexOfAny(['/', '\\']) + 1)..];
        return ExternalFile.Decode(
            own is { Length: > 0 } ? BlobLayout.WithoutUploadEnding(own) : null,
            SeriesText.Of(content, null, limits, cancellationToken).Text,
            columns);
    }
}
