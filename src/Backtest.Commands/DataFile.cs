using Backtest.Core.Planning;
using Backtest.Core.Planning.External;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Core.Series.Csv.Decoding;
using Backtest.Files;
using Backtest.Runs;
using Backtest.Storage;
using Spectre.Console;
using Grid = Backtest.Core.Planning.Grid;

namespace Backtest.Commands;

/// <summary>A file of series on the command line, with its grid.</summary>
/// <param name="Name">Name of the series: the given one, or one derived from the name of the file.</param>
/// <param name="Csv">The bytes of the file, of any kind.</param>
/// <param name="Grid">
/// The given grid, else the one beside the file, else an empty one, with the options of the command line.
/// </param>
/// <param name="Notes">
/// What the command line does not say: that the name was changed, and whether the grid is the one beside the file.
/// </param>
internal sealed record DataFile(SeriesName Name, byte[] Csv, Grid Grid, IReadOnlyList<string> Notes)
{
    /// <summary>Reads a file and its grid.</summary>
    /// <param name="data">The file.</param>
    /// <param name="gridFile">The file of its grid; null for the one beside it.</param>
    /// <param name="given">The reading options of the command line.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="over">What further options of the command line make of the grid; null for nothing.</param>
    /// <exception cref="InputException">There is no such file, or the grid is wrong.</exception>
    public static async Task<DataFile> ReadAsync(
        FileInfo data,
        FileInfo? gridFile,
        GivenReading given,
        BacktestOptions options,
        CancellationToken cancellationToken,
        Func<Grid, Grid>? over = null)
    {
        var own = BlobLayout.WithoutUploadEnding(data.Name);
        var name = given.Name ?? SeriesName.Derive(own);
        var notes = new List<string>();
        if (given.Name is null && name != own)
        {
            notes.Add($"The series of '{data.Name}' is called '{name}'; --name sets another name.");
        }

        var csv = await ReadAsync(data, options.MaxUploadBytes, "file", cancellationToken);
        var beside = new FileInfo($"{BlobLayout.WithoutUploadEnding(data.FullName)}{BlobLayout.GridEnding}");
        if (gridFile is null && beside is { Exists: true, Length: > 0 })
        {
            gridFile = beside;
            notes.Add($"The grid is '{beside.Name}', beside the file; --grid sets another one.");
        }
        else if (gridFile is null && beside.Exists)
        {
            // A shell creates the file that 'backtest grid' writes to before the command starts.
            notes.Add($"'{beside.Name}', beside the file, is empty and is not used.");
        }

        var grid = gridFile is null
            ? new Grid()
            : GridReader.Read(await ReadAsync(gridFile, options.MaxGridBytes, "grid", cancellationToken));
        grid = grid with { Columns = GridColumns.Merge(grid.Columns, given.Columns) };
        return new DataFile(name, csv, over?.Invoke(grid) ?? grid, notes);
    }

    /// <summary>The file with tables of forecasts made elsewhere, each named after its file.</summary>
    /// <exception cref="InputException">There is no such file, or it cannot be read.</exception>
    public async Task<DataFile> WithExternalAsync(
        IReadOnlyList<FileInfo> tables, BacktestOptions options, CancellationToken cancellationToken)
    {
        var external = new List<ExternalFile>();
        foreach (var table in tables)
        {
            var content = await ReadAsync(table, options.MaxUploadBytes, "table of forecasts", cancellationToken);
            external.Add(ExternalUpload.Read(table.Name, content, Grid.Columns, options.CsvLimits, cancellationToken));
        }

        return this with { Grid = Grid.With(external) };
    }

    /// <summary>The series in the file.</summary>
    /// <exception cref="InputException">The first error.</exception>
    public IReadOnlyList<TimeSeries> Series(BacktestOptions options, CancellationToken cancellationToken) =>
        SeriesFile.Read(Csv, Name, Grid.Columns, options.CsvLimits, cancellationToken);

    /// <summary>How the file was read, with its series or the first error.</summary>
    /// <exception cref="InputException">It is not a table.</exception>
    public FileContent Inspect(BacktestOptions options, CancellationToken cancellationToken)
    {
        var content = SeriesFile.Inspect(Csv, Name, Grid.Columns, options.CsvLimits, cancellationToken);
        return content with { Reading = content.Reading with { Notes = [.. Notes, .. content.Reading.Notes] } };
    }

    /// <summary>Writes the notes.</summary>
    public void WriteNotes(IAnsiConsole console)
    {
        foreach (var note in Notes)
        {
            console.MarkupLineInterpolated($"[grey]{note}[/]");
        }
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, long maxBytes, string what, CancellationToken cancellationToken)
    {
        if (!file.Exists)
        {
            throw new InputException("There is no such file.", file.Name, $"Give the path of a {what}.");
        }

        await using var stream = file.OpenRead();

        // A pipe, such as /dev/stdin, has no length.
        long? length = stream.CanSeek ? stream.Length : null;
        return await BoundedContent.ReadAsync(stream, maxBytes, what, length, cancellationToken);
    }
}
