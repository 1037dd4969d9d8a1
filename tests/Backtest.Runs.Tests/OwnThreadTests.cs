namespace Backtest.Runs.Tests;

public sealed class OwnThreadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_within_work_shares_its_thread_which_is_none_of_the_pool()
    {
        var (isOfPool, outer, inner) = await OwnThread.RunAsync(
            () => (
                Thread.CurrentThread.IsThreadPoolThread,
                Environment.CurrentManagedThreadId,
                OwnThread.RunAsync(() => Environment.CurrentManagedThreadId, Stop).GetAwaiter().GetResult()),
            Stop);

        Assert.False(isOfPool);
        Assert.Equal(outer, inner);
    }

    [Fact]
    public async Task Work_after_work_gets_a_thread_of_its_own_and_keeps_its_caller_waiting_for_nothing()
    {
        await OwnThread.RunAsync(() => 0, Stop);
        using var gate = new ManualResetEventSlim();

        var work = OwnThread.RunAsync(
            () =>
            {
                gate.Wait(Stop);
                return 1;
            },
            Stop);

        Assert.False(work.IsCompleted);
        gate.Set();
        Assert.Equal(1, await work);
    }

    [Fact]
    public async Task A_fault_of_work_within_work_is_that_of_its_task()
    {
        var fault = await OwnThread.RunAsync(
            () => OwnThread.RunAsync<int>(() => throw new InvalidOperationException("within"), Stop), Stop);

        Assert.Equal("within", (await Assert.ThrowsAsync<InvalidOperationException>(() => fault)).Message);
    }
}
