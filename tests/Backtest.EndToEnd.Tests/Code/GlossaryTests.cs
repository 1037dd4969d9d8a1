using System.Text.RegularExpressions;
using Backtest.EndToEnd.Tests.Documents;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>
/// Words that the glossary of docs/architecture.md retired. The code, the web page and the documents no longer use them.
/// </summary>
public sealed partial class GlossaryTests
{
    // A model family, or an LSTM backend; a window; a published trial.
    private static readonly string[] Everywhere = ["engine", "fold", "winner"];

    // A network is trained on samples.
    private static readonly string[] OfNetworks = ["window"];

    // Phrases of earlier comments that readers stumbled over.
    private static readonly string[] Phrases =
        ["anew", "whoever", "told apart", "is told of", "so many of", "what there is", "where there is none", "where there are none"];

    [Theory]
    [InlineData("src", 300)]
    [InlineData("tests", 300)]
    [InlineData("bench", 10)]
    [InlineData("eng", 10)]
    public void The_code_has_no_retired_word(string folder, int least)
    {
        var files = SourceFiles.In(folder).Where(file => Path.GetFileName(file) != "GlossaryTests.cs").ToList();
        Assert.InRange(files.Count, least, 3_000);

        Assert.Empty(files.SelectMany(file => Found(file, Everywhere)));
    }

    [Theory]
    [InlineData("src", 300)]
    [InlineData("tests", 300)]
    [InlineData("bench", 10)]
    [InlineData("eng", 10)]
    public void The_comments_have_no_retired_phrase(string folder, int least)
    {
        var files = SourceFiles.In(folder).Where(file => Path.GetFileName(file) != "GlossaryTests.cs").ToList();
        Assert.InRange(files.Count, least, 3_000);

        Assert.Empty(files.SelectMany(file => RetiredPhrases(File.ReadAllText(file)).Select(phrase => $"{file}: {phrase}")));
    }

    [Theory]
    [InlineData("// Written anew.", 1)]
    [InlineData("    /// <summary>The value,\n    /// or the time where there is\n    /// none.</summary>", 1)]
    [InlineData("var text = \"Written anew.\";", 0)]
    [InlineData("// A renewed value.\nWhoever();", 0)]
    public void A_retired_phrase_is_found_in_comments_across_their_lines(string text, int expected) =>
        Assert.Equal(expected, RetiredPhrases(text).Count());

    [Fact]
    public void The_web_page_has_no_retired_word()
    {
        var files = SourceFiles.OfPage();
        Assert.InRange(files.Count, 40, 300);

        Assert.Empty(files.SelectMany(file => Retired(PageText(file), Everywhere).Select(word => $"{file}: {word}")));
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
    [InlineData(".engine-block { margin: 0 }", 1)]
    [InlineData("using Backtest.Engineering; // a folder, unfolded", 0)]
    [InlineData("[JsonPropertyName(\"engine\")] string Family, // stored as \"winner\"", 0)]
    [InlineData("$\"as the grid asks with \\\"winner\\\"\"", 0)]
    [InlineData("\"The winner is published.\"", 1)]
    [InlineData("Give lstmEngine or onePerEngine.", 0)]
    public void A_retired_word_is_found_where_it_is_not_a_stored_name(string text, int expected) =>
        Assert.Equal(expected, Retired(text, Everywhere).Count());

    // The page's types come from the contract, which names members as the JSON does.
    private static string PageText(string file)
    {
        var text = File.ReadAllText(file);
        return Path.GetExtension(file) is ".ts" or ".tsx" ? MemberPattern().Replace(text, "") : text;
    }

    private static IEnumerable<string> Found(string file, string[] retired) =>
        Retired(File.ReadAllText(file), retired).Select(word => $"{file}: {word}");

    private static IEnumerable<string> Retired(string text, string[] retired) =>
        WordPattern().Matches(StoredNamePattern().Replace(text, ""))
            .Select(word => word.Value.ToLowerInvariant())
            .Where(word => retired.Contains(word) || retired.Contains(word.TrimEnd('s')));

    private static IEnumerable<string> RetiredPhrases(string code)
    {
        var comments = string.Join(' ', CommentPattern().Matches(code).Select(comment => comment.Groups["text"].Value.Trim()));
        return Phrases.Where(phrase => Regex.IsMatch(comments, $@"\b{phrase}\b", RegexOptions.IgnoreCase));
    }

    // Names that stored runs, grids and clients already use:
    // - "engine", "engines": the model family in JSON documents and answers, and the column of tables;
    // - "engineVersion": the numerics version in documents of earlier versions;
    // - "winner": the published trial in leaderboards, and the key of a grid that chooses it;
    // - "window": the input of stored ONNX networks;
    // - lstmEngine, onePerEngine: axes of a grid.
    [GeneratedRegex("\\\\?\"(engine|engines|engineVersion|winner|window)\\\\?\"|<c>window</c>|\\b(lstmEngine|onePerEngine)\\b|model,engine,status")]
    private static partial Regex StoredNamePattern();

    [GeneratedRegex(@"\.(engine|engines|winner)\b")]
    private static partial Regex MemberPattern();

    [GeneratedRegex("^ *//+(?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex CommentPattern();

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex WordPattern();
}
