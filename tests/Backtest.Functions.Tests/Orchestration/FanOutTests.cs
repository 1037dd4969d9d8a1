using Backtest.Functions.Orchestration;
using Backtest.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backtest.Functions.Tests.Orchestration;

/// <summary>How large runs are split, on a context that runs activities and sub-orchestrations at once.</summary>
public sealed class FanOutTests
{
    [Theory]
    [InlineData(100, 0)]
    [InlineData(101, 2)]
    [InlineData(1_000, 10)]
    [InlineData(10_000, 100)]
    public async Task Every_batch_runs_once_and_no_history_holds_more_than_a_hundred(int batches, int groups)
    {
        var context = new ImmediateContext();

        await BatchFanOut.RunAsync(context, new BatchGroup(RunKey.Parse("demo", "0123456789abcdef"), 0, batches, default));

        Assert.Equal(Enumerable.Range(0, batches), context.Batches.Order());
        Assert.Equal(groups, context.Groups.Count);
        Assert.All(context.Groups, size => Assert.InRange(size, 1, BatchGroup.MaxCount));
        Assert.InRange(context.MostGroupsAtOnce, 0, BatchFanOut.MaxGroups);
    }

    private sealed class ImmediateContext : TaskOrchestrationContext
    {
        private readonly Lock _lock = new();
        private int _groupsAtOnce;

        public List<int> Batches { get; } = [];

        public List<int> Groups { get; } = [];

        public int MostGroupsAtOnce { get; private set; }

        public override TaskName Name => BacktestOrchestrator.Name;

        public override string InstanceId => "run";

        public override ParentOrchestrationInstance? Parent => null;

        public override DateTime CurrentUtcDateTime => DateTime.UnixEpoch;

        public override bool IsReplaying => false;

        protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

        public override T GetInput<T>() => throw new NotSupportedException();

        public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
        {
            var batch = ((BatchInput)input!).Batch;
            lock (_lock)
            {
                Batches.Add(batch);
            }

            await Task.Yield();
            return default!;
        }

        public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
            TaskName orchestratorName, object? input = null, TaskOptions? options = null)
        {
            Assert.Equal(BatchGroupOrchestrator.Name, orchestratorName.Name);
            var group = (BatchGroup)input!;
            lock (_lock)
            {
                Groups.Add(group.Count);
                MostGroupsAtOnce = Math.Max(MostGroupsAtOnce, ++_groupsAtOnce);
            }

            await BatchGroupOrchestrator.RunAsync(this, group);
            lock (_lock)
            {
                _groupsAtOnce--;
            }

            return default!;
        }

        public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
            throw new NotSupportedException();

        public override Guid NewGuid() => throw new NotSupportedException();
    }
}
