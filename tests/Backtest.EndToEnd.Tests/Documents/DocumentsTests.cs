using System.Text;
using Backtest.Engineering;
using Backtest.Storage.Results;

namespace Backtest.EndToEnd.Tests.Documents;

/// <summary>All documents together: their links, their size, and the versions that they list.</summary>
public sealed class DocumentsTests
{
    private const int MaxReadmeBytes = 8 * 1024;

    public static TheoryData<string> Paths { get; } = [.. Document.All.Select(document => document.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Links_lead_to_files_and_headings_that_are_there(string path)
    {
        var document = Document.Of(path);

        Assert.All(document.Links.Where(IsRelative), link =>
        {
            var (target, anchor) = Split(document, link);
            Assert.True(Path.Exists(Repository.PathOf(target)), $"{path}: {link} leads to no file.");
            Assert.True(anchor is null || Document.Of(target).Anchors.Contains(anchor), $"{path}: {link} leads to no heading of {target}.");
        });
    }

    [Fact]
    public void README_leads_to_every_document()
    {
        var found = new HashSet<string> { "README.md" };
        var open = new Queue<string>(found);
        while (open.TryDequeue(out var path))
        {
            var document = Document.Of(path);
            var targets = document.Links.Where(IsRelative).Select(link => Split(document, link).Target);
            foreach (var target in targets.Where(target => Document.All.Any(other => other.Path == target)).Where(found.Add))
            {
                open.Enqueue(target);
            }
        }

        Assert.Equal(Document.All.Select(document => document.Path).Order(), found.Order());
    }

    [Fact]
    public void README_is_short() => Assert.InRange(Encoding.UTF8.GetByteCount(Document.Of("README.md").Text), 1, MaxReadmeBytes - 1);

    [Fact]
    public void The_changelog_lists_the_current_versions_first()
    {
        var text = Document.Of("CHANGELOG.md").Text;
        string Newest(string section) =>
            text[text.IndexOf($"## {section}\n", StringComparison.Ordinal)..].Split("\n### ")[1].Split('\n')[0];

        Assert.Equal(NumericsVersion.Current, Newest("Numerics version"));
        Assert.Equal($"{Backtest.Storage.Documents.SchemaVersion}", Newest("Schema version"));
    }

    private static bool IsRelative(string link) => !link.Contains("://", StringComparison.Ordinal);

    private static (string Target, string? Anchor) Split(Document document, string link)
    {
        var parts = link.Split('#', 2);
        var folder = Path.GetDirectoryName(Repository.PathOf(document.Path))!;
        var target = parts[0].Length == 0
            ? document.Path
            : Path.GetRelativePath(Repository.Root, Path.GetFullPath(parts[0], folder)).Replace('\\', '/');
        return (target, parts.ElementAtOrDefault(1));
    }
}
