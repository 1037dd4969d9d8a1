using Backtest.FaultTests.Harness;
using Backtest.FaultTests.Storage;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests;

/// <summary>A fault at the first request of a small run to the storage, at the second, and so on for every request.</summary>
public sealed class NthOperationTests(Accounts accounts, FaultTable table)
{
    // Requests wait for the emulator and its disk, so a few runs at once end sooner even on few cores.
    private const int Parallelism = 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // In the short form two of the faults occur at every request, and the others at every ninth.
    [Theory]
    [InlineData(Fault.Lost, 0, true, false)]
    [InlineData(Fault.DoneButFailed, 0, false, false)]
    [InlineData(Fault.DoneButFailed, 3, true, false)]
    [InlineData(Fault.AnswerLost, 3, false, false)]
    [InlineData(Fault.CutOff, 0, false, false)]
    [InlineData(Fault.Repeated, 0, false, false)]
    [InlineData(Fault.TimedOut, 0, false, false)]
    [InlineData(Fault.Delayed, 0, false, false)]
    [InlineData(Fault.TooMany, 0, false, false)]
    [InlineData(Fault.Unavailable, 3, false, false)]
    [InlineData(Fault.Lost, 0, true, true)]
    [InlineData(Fault.DoneButFailed, 3, true, true)]
    [InlineData(Fault.CutOff, 0, true, true)]
    public async Task A_run_ends_as_if_undisturbed_whichever_request_to_the_storage_meets_a_fault(
        Fault fault, int retries, bool isAlways, bool isPanel)
    {
        var csv = isPanel ? SmallRun.PanelCsv() : SmallRun.Csv();
        var expected = await SmallRun.UndisturbedAsync(SmallRun.Open(accounts.Next()), csv);
        var requests = await CountAsync(csv);
        Assert.True(requests > (isPanel ? 15 : 40), $"The run has {requests} requests, too few to be one.");

        var every = Effort.Of(isAlways ? 1 : 9, 1);
        await ForEachAsync(1 + ((int)fault % every), requests, every, async n =>
        {
            var connection = accounts.Next();
            var store = SmallRun.Open(connection);
            await SmallRun.UploadAsync(store, csv);
            var transport = new FaultTransport(number => number == n ? fault : null);
            await TryAsync(SmallRun.Open(connection, transport, retries), mayFail: retries == 0);

            await SmallRun.RunAsync(store);

            table.Add(
                $"request 1, 2, ... {(isPanel ? "of a panel " : "")}{Name(fault)}{(retries > 0 ? ", sent again" : "")}",
                transport.Faults,
                Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        });
    }

    [Theory]
    [InlineData(Fault.Lost, false)]
    [InlineData(Fault.DoneButFailed, false)]
    [InlineData(Fault.Lost, true)]
    public async Task A_run_ends_as_if_undisturbed_whichever_operation_on_a_folder_meets_a_fault(Fault fault, bool isPanel)
    {
        var csv = isPanel ? SmallRun.PanelCsv() : SmallRun.Csv();
        using var undisturbed = new TemporaryFolder();
        var counting = new FaultStore(new FolderBlobStore(undisturbed.Path), _ => null);
        await SmallRun.UploadAsync(counting, csv);
        var before = counting.Operations;
        await SmallRun.RunAsync(counting);
        var operations = counting.Operations - before;
        var expected = await SmallRun.PrunedAsync(counting);

        await ForEachAsync(1, operations, Effort.Of(4, 1), async n =>
        {
            using var folder = new TemporaryFolder();
            var store = new FolderBlobStore(folder.Path);
            await SmallRun.UploadAsync(store, csv);
            await TryAsync(new FaultStore(store, number => number == n ? fault : null), mayFail: true);

            await SmallRun.RunAsync(store);

            table.Add(
                $"folder operation 1, 2, ... {(isPanel ? "of a panel " : "")}{(fault == Fault.Lost ? "disk full" : Name(fault))}",
                1,
                Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        });
    }

    // A run sends the same number of requests each time, as its trials run one by one.
    private async Task<int> CountAsync(byte[] csv)
    {
        var connection = accounts.Next();
        await SmallRun.UploadAsync(SmallRun.Open(connection), csv);
        var counting = new FaultTransport(_ => null);
        await SmallRun.RunAsync(SmallRun.Open(connection, counting, 0));
        return counting.Requests;
    }

    private static async Task TryAsync(IBlobStore store, bool mayFail)
    {
        try
        {
            await SmallRun.RunAsync(store);
        }
        catch (Exception problem) when (mayFail && StorageFault.Is(problem))
        {
            // The next start resumes it.
        }
    }

    private static Task ForEachAsync(int first, int last, int step, Func<int, Task> run) => Parallel.ForAsync(
        0,
        ((last - first) / step) + 1,
        new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = Stop },
        async (k, _) => await run(first + (k * step)));

    private static string Name(Fault fault) => fault switch
    {
        Fault.Lost => "lost",
        Fault.AnswerLost => "done, answer lost",
        Fault.DoneButFailed => "done, reported as failed",
        Fault.CutOff => "cut off",
        Fault.Delayed => "delayed",
        Fault.Repeated => "repeated",
        Fault.TimedOut => "timed out",
        Fault.TooMany => "answered 429",
        _ => "answered 503",
    };
}
