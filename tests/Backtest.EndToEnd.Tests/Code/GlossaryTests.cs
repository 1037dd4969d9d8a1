using System.Text.RegularExpressions;
using Backtest.EndToEnd.Tests.Documents;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>
/// Words that the glossary of docs/architecture.md retired, in identifiers, texts and comments of the source and in the documents.
/// </summary>
public sealed partial class GlossaryTests
{
    // A model family, or an LSTM backend; a window; a published trial.
    private static readonly string[] Everywhere = ["engine", "fold", "winner"];

    // What a network is trained on is a sample.
    private static readonly string[] OfNetworks = ["window"];

    [Fact]
    public void The_source_has_no_retired_word()
    {
        var files = SourceFiles.In("src");
        Assert.InRange(files.Count, 300, 3_000);

        Assert.Empty(files.SelectMany(file => Found(file, Everywhere)));
    }

    [Theory]
    [InlineData("src/Backtest.Core/Models/Lstm", 40)]
    [InlineData("src/Backtest.Onnx", 3)]
    [InlineData("src/Backtest.TorchSharp", 8)]
    public void What_networks_are_trained_on_is_not_called_a_window(string folder, int least)
    {
        var files = SourceFiles.In(folder);
        Assert.InRange(files.Count, least, 300);

        Assert.Empty(files.SelectMany(file => Found(file, OfNetworks)));
    }

    [Fact]
    public void The_documents_have_no_retired_word() =>
        Assert.Empty(Document.All.SelectMany(document => Retired(document.Prose, Everywhere).Select(word => $"{document.Path}: {word}")));

    [Theory]
    [InlineData("var bestEngine = 1;", 1)]
    [InlineData("/// <summary>The folds and their winners.</summary>", 2)]
    [InlineData("const int LONGEST_FOLD = 1;", 1)]
    [InlineData("using Backtest.Engineering; // a folder, unfolded", 0)]
    [InlineData("[JsonPropertyName(\"engine\")] string Family, // stored as \"winner\"", 0)]
    [InlineData("$\"as the grid asks with \\\"winner\\\"\"", 0)]
    [InlineData("\"The winner is published.\"", 1)]
    [InlineData("Give lstmEngine or onePerEngine.", 0)]
    public void A_retired_word_is_found_where_it_is_not_a_stored_name(string text, int expected) =>
        Assert.Equal(expected, Retired(text, Everywhere).Count());

    private static IEnumerable<string> Found(string file, string[] retired) =>
        Retired(File.ReadAllText(file), retired).Select(word => $"{file}: {word}");

    private static IEnumerable<string> Retired(string text, string[] retired) =>
        WordPattern().Matches(StoredNamePattern().Replace(text, ""))
            .Select(word => word.Value.ToLowerInvariant())
            .Where(word => retired.Contains(word) || retired.Contains(word.TrimEnd('s')));

    // Keys of stored documents, and of grids that are part of them, and the input of stored networks.
    [GeneratedRegex("\\\\?\"(engine|engines|engineVersion|winner|window)\\\\?\"|<c>window</c>|\\b(lstmEngine|onePerEngine)\\b")]
    private static partial Regex StoredNamePattern();

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex WordPattern();
}
