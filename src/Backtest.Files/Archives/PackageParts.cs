using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Backtest.Core.Problems;

namespace Backtest.Files.Archives;

/// <summary>
/// The parts of a workbook, which is a zip archive. Bytes of a part are counted while reading, whatever size the archive claims, and
/// its checksum is verified.
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="maxBytes">Maximum size of all parts together after unpacking, in bytes.</param>
/// <param name="cancellationToken">Stops the reading of parts.</param>
internal sealed class PackageParts(ZipArchive archive, long maxBytes, CancellationToken cancellationToken)
{
    /// <summary>Path of the part that lists the sheets.</summary>
    public const string Workbook = "xl/workbook.xml";

    private long _left = maxBytes;

    /// <summary>Opens an archive.</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public static ZipArchive OpenArchive(ReadOnlyMemory<byte> content)
    {
        try
        {
            var archive = new ZipArchive(ToStream(content));
            _ = archive.Entries;
            return archive;
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
    }

    /// <summary>A stream of the bytes.</summary>
    public static MemoryStream ToStream(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out var bytes)
        ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
        : new MemoryStream(content.ToArray(), writable: false);

    /// <summary>The problem of a damaged archive.</summary>
    public static InputException Damaged() =>
        new(
            "The workbook is damaged: one of its parts is incomplete.",
            null,
            "Open it in a spreadsheet program, save it again as .xlsx, and send all of it.");

    /// <summary>Reads a part to its end.</summary>
    /// <param name="path">Its path in the archive.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>Whether there is such a part.</returns>
    /// <exception cref="InputException">It is damaged, or the parts are too large together.</exception>
    public bool Read(string path, Action<Stream> read)
    {
        if (archive.GetEntry(path) is not { } entry)
        {
            return false;
        }

        try
        {
            using var inflated = entry.Open();
            using var part = new Part(this, inflated, entry);
            read(part);
            part.Drain();
            return true;
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
    }

    private void Count(int bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _left -= bytes;
        if (_left < 0)
        {
            throw new InputException(
                "The workbook is too large when unpacked.",
                null,
                "Send only the sheet with the series, or send it as CSV or .parquet.")
            { IsTooLarge = true };
        }
    }

    private sealed class Part(PackageParts parts, Stream inflated, ZipArchiveEntry entry) : ReadOnlyStream
    {
        private readonly Crc32 _checksum = new();
        private long _length;

        public override int Read(Span<byte> buffer)
        {
            var count = inflated.Read(buffer);
            parts.Count(count);
            _checksum.Append(buffer[..count]);
            _length += count;
            return count > 0 || buffer.IsEmpty || (_length == entry.Length && _checksum.GetCurrentHashAsUInt32() == entry.Crc32)
                ? count
                : throw new InvalidDataException();
        }

        public void Drain()
        {
            Span<byte> rest = stackalloc byte[4096];
            while (Read(rest) > 0)
            {
            }
        }
    }
}
