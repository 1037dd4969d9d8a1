using System.Diagnostics;
using System.Globalization;
using Backtest.Engineering;
using Backtest.FaultTests.Harness;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests;

/// <summary>Two hosts at once on one storage.</summary>
public sealed class TwoHostsTests(Accounts accounts, FaultTable table, TwoHostsTests.SingleHost alone)
    : IClassFixture<TwoHostsTests.SingleHost>
{
    // With the first series, as many runs as two hosts with two runs at a time work on.
    private static readonly string[] Names = ["one", "two", "three"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_done_by_one_of_two_hosts_and_by_the_other_when_that_one_is_killed()
    {
        // The default in the long form; the short one does not wait so long.
        var ownerSeconds = Effort.Of(4.0, 15.0);
        var connection = accounts.Next();
        var store = SmallRun.Open(connection);
        var hosts = new[] { await StartAsync(connection, ownerSeconds), await StartAsync(connection, ownerSeconds) };
        await HostRun.UploadAsync(store);
        await HostRun.WaitAsync(store);
        Assert.Equal(1, hosts.Count(host => TrialsOf(host).Count > 0));
        AssertOnce(hosts);

        foreach (var name in Names)
        {
            await HostRun.UploadAsync(store, name);
        }

        var (held, holder) = await FindHolderAsync(store, hosts);
        holder.Kill();
        var killed = Stopwatch.GetTimestamp();
        await WaitForOtherAsync(store, held, holder);
        var handOver = Stopwatch.GetElapsedTime(killed);
        Assert.InRange(handOver.TotalSeconds, 0, 60);
        await HostRun.WaitAsync(store, 1 + Names.Length);
        table.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Two hosts: the holder of a run was killed, and the other one had it {handOver.TotalSeconds:F1} s "
                    + $"later (silence allowed: {ownerSeconds} s)."));

        foreach (var host in hosts)
        {
            host.Kill();
        }

        // The same series under other names: their results are those of a single host.
        AssertOnce(hosts);
        var expected = await alone.Expected.Value;
        table.Add("one of two hosts killed", 1, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
    }

    [Fact]
    public async Task A_host_that_was_held_up_leaves_the_run_to_the_other_that_took_it_over()
    {
        var expected = await alone.Expected.Value;
        for (var k = 0; k < Effort.Of(1, 10); k++)
        {
            var connection = accounts.Next();
            var store = SmallRun.Open(connection);
            var hosts = new[] { await StartAsync(connection, 2), await StartAsync(connection, 2) };
            foreach (var name in Names.Prepend(HostRun.Name))
            {
                await HostRun.UploadAsync(store, name);
            }

            var (held, holder) = await FindHolderAsync(store, hosts);
            await holder.PauseAsync(Stop);
            await WaitForOtherAsync(store, held, holder);
            await holder.ResumeAsync(Stop);
            await HostRun.WaitAsync(store, 1 + Names.Length);
            foreach (var host in hosts)
            {
                host.Kill();
            }

            AssertOnce(hosts);
            table.Add("one of two hosts held up", 1, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }
    }

    [Fact]
    public async Task A_panel_goes_on_at_the_other_of_two_hosts_when_its_holder_is_killed()
    {
        var expected = await SingleHost.RunAsync(accounts, [HostRun.Name], isPanel: true);
        for (var k = 0; k < Effort.Of(1, 10); k++)
        {
            var connection = accounts.Next();
            var store = SmallRun.Open(connection);
            var hosts = new[] { await StartAsync(connection, 2), await StartAsync(connection, 2) };
            await HostRun.UploadAsync(store, HostRun.Name, isPanel: true);
            var (held, holder) = await FindHolderAsync(store, hosts);
            var before = await ResultsAsync(store, held);
            while (before.Count == 0)
            {
                await Task.Delay(20, Stop);
                before = await ResultsAsync(store, held);
            }

            holder.Kill();
            await WaitForOtherAsync(store, held, holder);
            await HostRun.WaitAsync(store, 1);
            foreach (var host in hosts)
            {
                host.Kill();
            }

            // Finished work is not computed again.
            var after = await ResultsAsync(store, held);
            Assert.All(before, result => Assert.Equal(result.Value, after[result.Key]));
            table.Add("one of two hosts killed in the middle of a panel", 1, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }
    }

    // When the packs of a panel's finished chunks were written.
    private static async Task<Dictionary<string, DateTimeOffset>> ResultsAsync(AzureBlobStore store, RunKey run) =>
        await store.ListAsync(BlobLayout.Chunks(run), Stop)
            .Where(blob => BlobLayout.ResultChunkOf(run, blob.Path) is not null)
            .ToDictionaryAsync(blob => blob.Path, blob => blob.Modified, cancellationToken: Stop);

    private static Task<Host> StartAsync(string connection, double ownerSeconds) =>
        HostRun.StartHostAsync(connection, ("OwnerSeconds", ownerSeconds.ToString(CultureInfo.InvariantCulture)), ("ParallelRuns", "2"));

    private static async Task<(RunKey Run, Host Holder)> FindHolderAsync(IBlobStore store, Host[] hosts)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            foreach (var (run, owner) in await OwnersAsync(store))
            {
                if (hosts.FirstOrDefault(host => owner.Host.EndsWith($"/{host.ProcessId}", StringComparison.Ordinal)) is { } holder)
                {
                    return (run, holder);
                }
            }

            await Task.Delay(50, Stop);
        }

        throw new TimeoutException("No host took a run.");
    }

    private static async Task WaitForOtherAsync(IBlobStore store, RunKey run, Host killed)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            var owner = await store.ReadAsync<RunOwner>(BlobLayout.Owner(run), Stop);
            if (owner is null || !owner.Host.EndsWith($"/{killed.ProcessId}", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(50, Stop);
        }

        throw new TimeoutException("The other host did not take the run over.");
    }

    private static async Task<List<(RunKey Run, RunOwner Owner)>> OwnersAsync(IBlobStore store)
    {
        var owners = new List<(RunKey, RunOwner)>();
        await foreach (var name in store.ListFoldersAsync(BlobLayout.Backtests, Stop))
        {
            await foreach (var id in store.ListFoldersAsync(BlobLayout.Runs(name), Stop))
            {
                var run = RunKey.Parse(name, id);
                if (await store.ReadAsync<RunOwner>(BlobLayout.Owner(run), Stop) is { } owner)
                {
                    owners.Add((run, owner));
                }
            }
        }

        return owners;
    }

    private static List<string> TrialsOf(Host host) =>
        [.. host.Log.Split('\n')
            .Where(line => line.Contains(" trial ", StringComparison.Ordinal))
            .Select(line => string.Join(' ', line.Split("Run ")[1].Split(' ').Take(3)))];

    private static void AssertOnce(Host[] hosts)
    {
        var trials = hosts.SelectMany(TrialsOf).ToList();
        Assert.Equal(trials.Count, trials.Distinct().Count());
    }

    /// <summary>What a single host makes of all series, computed once for the tests.</summary>
    public sealed class SingleHost(Accounts accounts)
    {
        /// <summary>Its blobs.</summary>
        public Lazy<Task<SortedDictionary<string, string>>> Expected { get; } =
            new(() => RunAsync(accounts, [HostRun.Name, .. Names], isPanel: false));

        internal static async Task<SortedDictionary<string, string>> RunAsync(Accounts accounts, string[] names, bool isPanel)
        {
            var connection = accounts.Next();
            var store = SmallRun.Open(connection);
            foreach (var name in names)
            {
                await HostRun.UploadAsync(store, name, isPanel);
            }

            var host = await HostRun.StartHostAsync(connection);
            await HostRun.WaitAsync(store, names.Length);
            host.Kill();
            return await SmallRun.PrunedAsync(store);
        }
    }
}
