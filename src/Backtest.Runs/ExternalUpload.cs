using System.Text;
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
    /// <param name="limits">Limits of the file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static ExternalFile Read(string? file, ReadOnlyMemory<byte> content, CsvLimits limits, CancellationToken cancellationToken)
    {
        var text = SeriesText.Of(content, null, limits, cancellationToken).Text;
        try
        {
            var name = file is { Length: > 0 } ? BlobLayout.WithoutUploadEnding(file) : null;
            return new ExternalFile(name, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text.Span).TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException)
        {
            throw new InputException("The table of forecasts is not in UTF-8.", file, "Save it in UTF-8.");
        }
    }
}
