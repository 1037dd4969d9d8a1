namespace Backtest.Runs.Tests;

public sealed class MemoryBudgetTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_waits_for_room_in_the_order_of_asking()
    {
        var budget = new MemoryBudget(10);
        var first = await budget.TakeAsync(6, Stop);
        var large = budget.TakeAsync(8, Stop);
        var small = budget.TakeAsync(2, Stop);

        // The small one would fit, but the large one would wait for ever if small ones overtook it.
        Assert.False(large.IsCompleted || small.IsCompleted);
        first.Dispose();
        first.Dispose();
        (await large).Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task What_needs_more_than_there_is_runs_alone()
    {
        var budget = new MemoryBudget(10);
        var huge = await budget.TakeAsync(1_000, Stop);
        var next = budget.TakeAsync(1, Stop);

        Assert.False(next.IsCompleted);
        huge.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task What_planning_borrows_is_missing_until_it_comes_back()
    {
        var budget = new MemoryBudget(10);
        var first = await budget.TakeAsync(10, Stop);
        var planning = budget.Borrow(4);
        var next = budget.TakeAsync(10, Stop);

        first.Dispose();
        Assert.False(next.IsCompleted);
        planning.Dispose();
        planning.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_lets_the_next_one_in()
    {
        var budget = new MemoryBudget(10);
        using var first = await budget.TakeAsync(5, Stop);
        using var patience = new CancellationTokenSource();
        var waiting = budget.TakeAsync(8, patience.Token);
        var next = budget.TakeAsync(5, Stop);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        (await next).Dispose();
    }
}
