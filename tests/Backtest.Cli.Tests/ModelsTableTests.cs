using Backtest.Commands.Output;
using Backtest.Core.Evaluation;
using Spectre.Console;

namespace Backtest.Cli.Tests;

public sealed class ModelsTableTests
{
    private const string Folder = "backtest-results/backtests/sales/0123456789abcdef/models";

    /// <summary>A path that is cut into lines cannot be copied.</summary>
    [Fact]
    public void Folders_and_files_are_whole_in_80_columns()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 80;
        string[] files = ["ensemble-0123456789.final.json", "lstm-0123456789.onnx"];

        ModelsTable.Write(
            console,
            [
                .. files.Select((file, k) => new StoredModel(
                    "sales",
                    Id: null,
                    k + 1,
                    "Trimmed mean of the automatic and the best form of each model family",
                    RankingMetric.Mase,
                    0.5,
                    Folder,
                    file)),
            ]);

        var lines = text.ToString().Split(Environment.NewLine);
        Assert.Equal($"sales: {Folder}", lines[0].TrimEnd());
        Assert.All(files, file => Assert.Single(lines, line => line.Contains($" {file} ", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }
}
