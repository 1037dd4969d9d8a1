using System.Text;
using Backtest.Core.Planning;
using Backtest.Core.Planning.External;
using Backtest.Core.Problems;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>A grid with the bytes that it was read from.</summary>
/// <param name="Grid">The grid.</param>
/// <param name="Json">Its bytes; empty for the default grid.</param>
/// <param name="Facts">Facts of the grid stored beside the upload; null if there is none.</param>
public sealed record GridFile(Grid Grid, ReadOnlyMemory<byte> Json, BlobFacts? Facts)
{
    /// <summary>The default grid.</summary>
    public static GridFile Default { get; } = new(new Grid(), ReadOnlyMemory<byte>.Empty, null);

    /// <summary>The grid with forecasts made elsewhere beside its own; one with a name that it has replaces it.</summary>
    /// <param name="files">The forecasts.</param>
    public GridFile With(IReadOnlyCollection<ExternalFile> files)
    {
        var grid = Grid.With(files);
        return files.Count == 0 ? this : this with { Grid = grid, Json = Encoding.UTF8.GetBytes(GridWriter.Write(grid)) };
    }

    /// <summary>Reads a grid.</summary>
    /// <exception cref="InputException">The grid is invalid.</exception>
    public static GridFile Read(ReadOnlyMemory<byte> json, BlobFacts? facts) => new(GridReader.Read(json), json, facts);
}
