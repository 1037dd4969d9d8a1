using System.Text;
using Backtest.Core.Series;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.FuzzTests.Targets;

/// <summary>Stored documents and networks changed by a failing disk, or by somebody with access to it.</summary>
public sealed class StoredDocumentFuzz(FinishedRun run) : IClassFixture<FinishedRun>
{
    private static readonly string[] Tokens =
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "-1",
        "0",
        "1e999",
        "2147483648",
        "NaN",
        "\"engine\":\"lstm\"",
        "\"engine\":\"none\"",
        $"\"schemaVersion\":{Documents.SchemaVersion + 1}",
        "\"schemaVersion\":\"2\"",
        "\"sha256\":\"\"", "\\ud800", "\"done\"", "\"2020-01-01\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    // Documents of the version without a checksum: only their form protects them.
    [Fact]
    public void Any_bytes_give_a_document_or_say_that_it_is_damaged()
    {
        var paths = Documented().ToArray();
        var seeds = Array.ConvertAll(paths, path => WithoutChecksum(run.Store.Content(path)));
        Fuzzer.Run(Shares.Documents, CaseBudget.Small, random =>
        {
            var k = random.Next(paths.Length);
            var content = Mutation.Of(random, seeds[k], seeds, Tokens);

            Assert.NotNull(Read(new StoredBlob(content, new BlobFacts(paths[k], "1", content.Length, default))));
        });
    }

    [Fact]
    public void A_changed_document_is_never_used()
    {
        var paths = Documented().ToArray();
        var seeds = Array.ConvertAll(paths, run.Store.Content);
        Fuzzer.Run(Shares.StoredRuns, CaseBudget.Small, random =>
        {
            var k = random.Next(paths.Length);
            var content = Mutation.Of(random, seeds[k], seeds, Tokens);
            var store = run.Store.Copy();
            store.WriteAsync(paths[k], content, default).GetAwaiter().GetResult();
            using var services = run.Services(store);

            // Another whole document is not damaged: anyone who may write to the storage is trusted.
            if (!seeds.Any(seed => content.AsSpan().SequenceEqual(seed)))
            {
                Assert.Throws<InvalidDataException>(
                    () => Read(new StoredBlob(content, new BlobFacts(paths[k], "1", content.Length, default))));
            }

            UploadSummary.OfAsync(store, SeriesName.Parse(FinishedRun.Name), default).GetAwaiter().GetResult();
            services.GetRequiredService<RunCatalog>().SummaryAsync(FinishedRun.Name, default).GetAwaiter().GetResult();
            services.GetRequiredService<RunCatalog>().StatusAsync(run.Key, default).GetAwaiter().GetResult();
            services.GetRequiredService<Forecaster>()
                .ForecastAsync(FinishedRun.Name, new ForecastRequest(3, [80], null), default)
                .GetAwaiter()
                .GetResult();
        });
    }

    [Fact]
    public void A_changed_network_is_never_served()
    {
        var networks = run.Store.Paths.Where(path => path.EndsWith(".onnx", StringComparison.Ordinal)).ToArray();
        var seeds = Array.ConvertAll(networks, run.Store.Content);
        Fuzzer.Run(Shares.Networks, CaseBudget.Small, random =>
        {
            var k = random.Next(networks.Length);
            var content = random.Next(20) == 0 ? seeds[k] : Mutation.Of(random, seeds[k], seeds, Tokens);
            var store = run.Store.Copy();
            store.WriteAsync(networks[k], content, default).GetAwaiter().GetResult();

            var model = ModelStore.LoadAsync(store, Path.ChangeExtension(networks[k], ".json"), default).GetAwaiter().GetResult();

            Assert.NotNull(model);
            Assert.Equal(seeds[k], content);
        });
    }

    private static byte[] WithoutChecksum(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content)
            .Replace($"\"schemaVersion\":{Documents.SchemaVersion}", "\"schemaVersion\":1", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text[..text.LastIndexOf(",\"sha256\":", StringComparison.Ordinal)] + "}");
    }

    private static object Read(StoredBlob blob)
    {
        var file = Path.GetFileName(blob.Facts.Path);
        var folder = Path.GetFileName(Path.GetDirectoryName(blob.Facts.Path));
        return (folder, file) switch
        {
            ("trials", _) => Documents.Read<TrialDocument>(blob),
            ("models", _) => Documents.Read<ModelDocument>(blob),
            ("rounds", _) => Documents.Read<Promotion>(blob),
            (_, "plan.json") => Documents.Read<RunPlan>(blob),
            (_, "series.json") => Documents.Read<SeriesDocument>(blob),
            (_, "leaderboard.json") => Documents.Read<Leaderboard>(blob),
            (_, "latest.json") => Documents.Read<PublishedRun>(blob),
            (_, "asked.json") => Documents.Read<AskedRuns>(blob),
            (_, "parts.json") => Documents.Read<UploadParts>(blob),
            _ => Documents.Read<RunMark>(blob),
        };
    }

    private IEnumerable<string> Documented() =>
        run.Store.Paths.Where(path => path.StartsWith(BlobLayout.Backtests, StringComparison.Ordinal)
            && path.EndsWith(".json", StringComparison.Ordinal));
}
