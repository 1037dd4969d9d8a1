using System.Text;
using Backtest.Core.Series;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;
using Backtest.Storage;

namespace Backtest.FuzzTests.Targets;

/// <summary>Names of series, runs and trials, which become parts of paths.</summary>
public sealed class SeriesNameFuzz
{
    private static readonly byte[][] Names =
        [.. new[] { "demo",
            "air-passengers",
            "a.b",
            "消费时间",
            "..",
            "../../etc/passwd",
            "a/b",
            "a\\b",
            "C:\\x",
            "con",
            "a%2Fb",
            ".hidden",
            "é",
            "e\u0301",
            new string('x', 100) }.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void A_valid_name_stays_inside_its_folder() => Fuzzer.Run(Shares.Names, CaseBudget.Small, random =>
    {
        var bytes = Mutation.Of(random, Names[random.Next(Names.Length)], Names, Samples.SeriesTokens, maxLength: 300);
        var name = random.Next(3) > 0 ? Encoding.UTF8.GetString(bytes) : Encoding.Unicode.GetString(bytes);

        Assert.Equal(name, SeriesName.Parse(name));

        var run = RunKey.Parse(name, "0123456789abcdef");
        var root = Path.GetFullPath("/store");
        foreach (var path in new[] { BlobLayout.Series(name),
            BlobLayout.Grid(name),
            BlobLayout.Plan(run),
            BlobLayout.Owner(run) })
        {
            Assert.Equal(Path.Join(root, path), Path.GetFullPath(Path.Join(root, path)));
            Assert.DoesNotContain('\\', path);
            Assert.DoesNotContain(path, char.IsControl);
        }

        Assert.All(BlobLayout.UploadEndings, ending => Assert.Equal(
            (name, name),
            (BlobLayout.SeriesNameOf($"{BlobLayout.Uploads}{name}{ending}"), BlobLayout.WithoutUploadEnding($"{name}{ending}"))));
        Assert.Contains(BlobLayout.UploadEndings, ending => BlobLayout.Series(name) == $"{BlobLayout.Uploads}{name}{ending}");
        Assert.Equal(name, Uri.UnescapeDataString(Uri.EscapeDataString(name)));
        Assert.Null(BlobLayout.GridNameOf(BlobLayout.Series(name)));
    });
}
