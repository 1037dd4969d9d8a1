using System.Globalization;
using Backtest.Core.Series;
using Backtest.Engineering;
using CsvHelper;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// Files of the M4 competition: per frequency one with the training parts, a line per series, and one with the test parts in the same
/// order, as in the competition's folder Dataset, in one with the folders Train and Test, or all in one folder.
/// </summary>
/// <param name="Train">The file of training parts.</param>
/// <param name="Test">The file of test parts.</param>
/// <param name="SeasonLength">The season length in the competition.</param>
/// <param name="Spacing">The step between values.</param>
internal sealed record M4Files(string Train, string Test, int SeasonLength, TimeSpacing Spacing)
{
    private static readonly (string Frequency, int SeasonLength, TimeSpacing Spacing)[] Frequencies =
    [
        ("Hourly", 24, new(0, TimeSpan.FromHours(1))),
        ("Daily", 1, new(0, TimeSpan.FromDays(1))),
        ("Weekly", 1, new(0, TimeSpan.FromDays(7))),
        ("Monthly", 12, new(1, TimeSpan.Zero)),
        ("Quarterly", 4, new(3, TimeSpan.Zero)),
        ("Yearly", 1, new(12, TimeSpan.Zero)),
    ];

    /// <summary>The files in a folder; none if it lacks this layout.</summary>
    /// <exception cref="SetupException">The test parts of a file are missing.</exception>
    public static IReadOnlyList<M4Files> In(string folder)
    {
        var root = Directory.Exists(Path.Combine(folder, "Dataset")) ? Path.Combine(folder, "Dataset") : folder;
        var (train, test) = Directory.Exists(Path.Combine(root, "Train"))
            ? (Path.Combine(root, "Train"), Path.Combine(root, "Test"))
            : (root, root);
        var files = Frequencies
            .Select(one => new M4Files(
                Path.Combine(train, $"{one.Frequency}-train.csv"),
                Path.Combine(test, $"{one.Frequency}-test.csv"),
                one.SeasonLength,
                one.Spacing))
            .Where(one => File.Exists(one.Train))
            .ToList();
        return files.Find(one => !File.Exists(one.Test)) is { } lacking
            ? throw new SetupException($"{lacking.Test} is missing; it has the values to forecast of the series in {lacking.Train}.")
            : files;
    }

    /// <summary>Reads the series, one at a time.</summary>
    /// <exception cref="SetupException">The two files do not match, or a value is not a number; the message has file and line.</exception>
    public IEnumerable<ForecastCase> Read()
    {
        using var tests = Lines(Test).GetEnumerator();
        foreach (var (line, name, train) in Lines(Train))
        {
            if (!tests.MoveNext() || tests.Current.Name != name)
            {
                throw new SetupException(
                    $"{Test} lacks the series {name} of {Train}, line {line}, or has it elsewhere; both are "
                        + "to have the same series in the same order.");
            }

            yield return new ForecastCase(name, SeasonLength, train, tests.Current.Values) { Spacing = Spacing };
        }

        if (tests.MoveNext())
        {
            throw new SetupException($"{Test}, line {tests.Current.Line}: the series {tests.Current.Name} is not in {Train}.");
        }
    }

    private static IEnumerable<(long Line, string Name, double[] Values)> Lines(string file)
    {
        using var reader = CsvReader.FromFile(file, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw
        });
        while (Advance(reader, file))
        {
            yield return (reader.LineNumber, reader.GetString(0), Values(reader, file));
        }
    }

    private static bool Advance(CsvReader reader, string file)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException problem)
        {
            throw new SetupException(
                $"{file}, line {problem.LineNumber}: a quotation mark is out of place; quote a whole cell or nothing.");
        }
    }

    // Lines are padded to the longest series with empty cells or NA.
    private static double[] Values(CsvReader line, string file)
    {
        var end = line.FieldCount;
        while (end > 1 && line.GetString(end - 1) is ("" or "NA"))
        {
            end--;
        }

        var values = new double[end - 1];
        for (var k = 1; k < end; k++)
        {
            values[k - 1] = double.TryParse(line.GetString(k), CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : throw new SetupException(
                    $"{file}, line {line.LineNumber}, column {k + 1}: '{line.GetString(k)}' is not a number; every "
                        + "cell up to the last value of a series is one.");
        }

        return values;
    }
}
