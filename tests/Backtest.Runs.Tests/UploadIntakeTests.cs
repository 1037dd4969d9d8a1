using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class UploadIntakeTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly RecordingHost _host = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_failed_stays_so_when_its_upload_is_announced_again_and_not_when_it_is_uploaded_again()
    {
        var intake = new UploadIntake(_bench.Planning, new RunStarter(_bench.Work, _bench.Marks), _bench.Marks);
        await _bench.Store.WriteAsync(BlobLayout.Series("demo"), Workbench.Csv(), Stop);
        await intake.StartAsync("demo", _host, Stop);
        var run = Assert.Single(_host.Started);

        await _bench.Marks.FailAsync(run, "It failed.", Stop);
        await intake.StartAsync("demo", _host, Stop);
        Assert.Single(_host.Started);
        Assert.Equal(RunState.Failed, (await _bench.Catalog.StatusAsync(run, Stop))!.State);

        await _bench.Store.WriteAsync(BlobLayout.Series("demo"), Workbench.Csv(), Stop);
        await intake.StartAsync("demo", _host, Stop);
        Assert.Equal([run, run], _host.Started);
        Assert.Equal(RunState.Running, (await _bench.Catalog.StatusAsync(run, Stop))!.State);
    }

    [Fact]
    public async Task What_a_host_lost_is_started_when_its_upload_is_announced_again_unless_it_was_cancelled()
    {
        var intake = new UploadIntake(_bench.Planning, new RunStarter(_bench.Work, _bench.Marks), _bench.Marks);
        await _bench.Store.WriteAsync(BlobLayout.Series("demo"), Workbench.Csv(), Stop);
        await intake.StartAsync("demo", _host, Stop);
        await intake.StartAsync("demo", _host, Stop);
        Assert.Equal(2, _host.Started.Count);

        await _bench.Marks.CancelAsync(_host.Started[0], null, Stop);
        await _bench.Store.WriteAsync(BlobLayout.Series("demo"), Workbench.Csv(), Stop);
        await intake.StartAsync("demo", _host, Stop);
        Assert.Equal(2, _host.Started.Count);
    }

    public void Dispose() => _bench.Dispose();

    private sealed class RecordingHost : IRunHost
    {
        public List<RunKey> Started { get; } = [];

        public TimeSpan? RetryAfter(int more) => null;

        public Task StartAsync(PlannedRun run, CancellationToken cancellationToken)
        {
            Started.Add(run.Key);
            return Task.CompletedTask;
        }

        public Task StopAsync(RunKey run, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
