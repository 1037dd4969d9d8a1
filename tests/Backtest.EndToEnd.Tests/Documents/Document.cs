using System.Text.RegularExpressions;
using Backtest.Engineering;

namespace Backtest.EndToEnd.Tests.Documents;

/// <summary>A document of the repository: README.md and others in the root, and docs/*.md.</summary>
public sealed partial class Document
{
    private const string Fence = "```";
    private const string Prompt = "$ ";

    private static readonly string[] AtTheTop = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

    private Document(string path)
    {
        Path = path;
        Text = File.ReadAllText(Repository.PathOf(path));
        var prose = new List<string>();
        var isOpen = false;
        foreach (var line in Text.Split('\n'))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                isOpen = !isOpen;
                if (isOpen)
                {
                    Blocks.Add(new FencedBlock(line[Fence.Length..], []));
                }
            }
            else if (isOpen)
            {
                Blocks[^1].Lines.Add(line);
            }
            else
            {
                prose.Add(line);
            }
        }

        Anchors = [.. AnchorsOf(prose)];
        Prose = InlineCodePattern().Replace(string.Join('\n', prose), "");
        Links = [.. LinkPattern().Matches(Prose).Select(link => link.Groups["target"].Value)];
    }

    /// <summary>Path from the root of the repository.</summary>
    public string Path { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The text outside fenced blocks and inline code.</summary>
    public string Prose { get; }

    /// <summary>Fenced blocks, in order.</summary>
    public List<FencedBlock> Blocks { get; } = [];

    /// <summary>Anchors that links can point to, as GitHub names them.</summary>
    public IReadOnlyList<string> Anchors { get; }

    /// <summary>Targets of all links and pictures.</summary>
    public IReadOnlyList<string> Links { get; }

    /// <summary>Commands after a prompt, each with its output.</summary>
    public IReadOnlyList<(string Command, string Shown)> Steps =>
        [.. Blocks.Where(block => block.Lines.Any(IsCommand)).SelectMany(StepsOf)];

    /// <summary>All documents.</summary>
    public static IReadOnlyList<Document> All { get; } =
    [
        .. AtTheTop.Select(path => new Document(path)),
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Order(StringComparer.Ordinal)
            .Select(file => new Document($"docs/{System.IO.Path.GetFileName(file)}")),
    ];

    /// <summary>The document at a path.</summary>
    public static Document Of(string path) => All.Single(document => document.Path == path);

    private static bool IsCommand(string line) => line.StartsWith(Prompt, StringComparison.Ordinal);

    private static List<(string Command, string Shown)> StepsOf(FencedBlock block)
    {
        var steps = new List<(string Command, string Shown)>();
        foreach (var line in block.Lines.Where(line => line.Length > 0))
        {
            if (IsCommand(line))
            {
                steps.Add((line[Prompt.Length..], ""));
            }
            else
            {
                steps[^1] = (steps[^1].Command, $"{steps[^1].Shown}{line}\n");
            }
        }

        return steps;
    }

    // Letters, digits, hyphens and underscores of the heading in lower case, spaces as hyphens; a number distinguishes equal ones.
    private static IEnumerable<string> AnchorsOf(IEnumerable<string> prose)
    {
        var seen = new Dictionary<string, int>();
        foreach (var heading in prose.Select(line => HeadingPattern().Match(line)).Where(match => match.Success))
        {
            var words = LinkPattern().Replace(heading.Groups["text"].Value, "${label}");
            var letters = words.Trim().ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or ' ');
            var anchor = string.Concat(letters).Replace(' ', '-');
            var count = seen[anchor] = seen.GetValueOrDefault(anchor) + 1;
            yield return count == 1 ? anchor : $"{anchor}-{count - 1}";
        }
    }

    [GeneratedRegex("^#{1,6} (?<text>.+)$")]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"\[(?<label>[^\]]*)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("(?<!\\[)`[^`\n]*`(?!\\])")]
    private static partial Regex InlineCodePattern();
}
