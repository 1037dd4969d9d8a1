using Backtest.Core.Planning;
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

    /// <summary>Reads a grid.</summary>
    /// <exception cref="InputException">The grid is invalid.</exception>
    public static GridFile Read(ReadOnlyMemory<byte> json, BlobFacts? facts) => new(GridReader.Read(json), json, facts);
}
