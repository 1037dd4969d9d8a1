using System.Globalization;
using Backtest.Core.Models;
using Backtest.Engineering;

namespace Backtest.Bench.Accuracy;

/// <summary>The series to forecast, and the horizons.</summary>
/// <param name="Folder">Folder of the series; null for the bench's own sample.</param>
internal sealed record AccuracyOptions(string? Folder)
{
    /// <summary>Syntax of the options.</summary>
    public const string Usage =
        "accuracy [folder] [--every N] [--offset K] [--rest] [--r] [--panel] [--pooled] [--quantiles] [--intervals] [--horizon N] "
            + "[--horizon FILE=N] [--without FAMILY]";

    /// <summary>Step of a systematic sample: it takes every n-th series.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Zero-based index of the first series of the sample.</summary>
    public int Offset { get; init; }

    /// <summary>Whether to exclude the sample and take all others.</summary>
    public bool Rest { get; init; }

    /// <summary>Whether R forecasts the series too.</summary>
    public bool WithR { get; init; }

    /// <summary>Whether the series of a frequency are a panel, with networks that all of them share.</summary>
    public bool Panel { get; init; }

    /// <summary>Whether one network for all series of a frequency forecasts them, instead of models for each.</summary>
    public bool Pooled { get; init; }

    /// <summary>Whether that network forecasts quantiles.</summary>
    public bool Quantiles { get; init; }

    /// <summary>Whether to score intervals of a network without quantiles too, from its errors on windows.</summary>
    public bool Intervals { get; init; }

    /// <summary>Model families to remove from the default grid.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    // By file name without extension; the default has an empty name.
    private Dictionary<string, int> Horizons { get; init; } = [];

    /// <summary>Reads the arguments that follow the name of the bench.</summary>
    /// <exception cref="SetupException">They do not match <see cref="Usage"/>.</exception>
    public static AccuracyOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new AccuracyOptions(Folder: null);
        var horizons = new Dictionary<string, int>();
        for (var k = 0; k < arguments.Count; k++)
        {
            string Next() => ++k < arguments.Count ? arguments[k] : throw Wrong($"{arguments[k - 1]} wants a value");
            switch (arguments[k])
            {
                case "--every":
                    options = options with { Every = Number(Next(), 1) };
                    break;
                case "--offset":
                    options = options with { Offset = Number(Next(), 0) };
                    break;
                case "--rest":
                    options = options with { Rest = true };
                    break;
                case "--r":
                    options = options with { WithR = true };
                    break;
                case "--panel":
                    options = options with { Panel = true };
                    break;
                case "--pooled":
                    options = options with { Pooled = true };
                    break;
                case "--quantiles":
                    options = options with { Quantiles = true };
                    break;
                case "--intervals":
                    options = options with { Intervals = true };
                    break;
                case "--without":
                    var family = Next();
                    options = ModelSpec.Families.Contains(family)
                        ? options with { Without = [.. options.Without, family] }
                        : throw Wrong($"'{family}' is not a model family");
                    break;
                case "--horizon":
                    var parts = Next().Split('=');
                    horizons[string.Join('=', parts[..^1])] = Number(parts[^1], 1);
                    break;
                case { } folder when options.Folder is null && !folder.StartsWith('-'):
                    options = options with { Folder = Directory.Exists(folder) ? folder : throw Wrong($"There is no folder {folder}") };
                    break;
                default:
                    throw Wrong($"{arguments[k]} is not an option");
            }
        }

        return options.Offset >= options.Every ? throw Wrong($"--offset {options.Offset} is to be below --every {options.Every}")
            : options is { WithR: true, Folder: null }
                ? throw Wrong("--r wants a folder; R's forecasts of the bench's own sample are known")
            : options is { Rest: true, Every: 1 } ? throw Wrong("--rest leaves nothing without --every")
            : options with { Horizons = horizons };
    }

    /// <summary>Whether to take a series.</summary>
    /// <param name="index">Its zero-based index among all of them.</param>
    public bool Takes(int index) => (index % Every == Offset) != Rest;

    /// <summary>The horizon of the series in a file; null if not given.</summary>
    /// <param name="file">Its name without extension.</param>
    public int? HorizonOf(string file) => Horizons.TryGetValue(file, out var own) || Horizons.TryGetValue("", out own) ? own : null;

    private static int Number(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw Wrong($"'{text}' is not a whole number from {least} on");

    private static SetupException Wrong(string what) => new($"{what}. {Usage}");
}
