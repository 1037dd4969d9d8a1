using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>The turn of a run.</summary>
public sealed class RunTurn : IDisposable
{
    private readonly RunTurns _turns;
    private readonly CancellationTokenSource _giveWay = new();

    internal RunTurn(RunTurns turns, RunKey run, double before)
    {
        (_turns, Run, Before, GiveWay) = (turns, run, before, _giveWay.Token);
    }

    /// <summary>The run.</summary>
    public RunKey Run { get; }

    /// <summary>Cancelled when others wait and the run has had enough: it should start nothing new and ask for another turn.</summary>
    public CancellationToken GiveWay { get; }

    /// <summary>Core-seconds of the run before its turn.</summary>
    internal double Before { get; }

    /// <summary>Ends the turn.</summary>
    public void Dispose()
    {
        _turns.End(this);
        _giveWay.Dispose();
    }

    internal void Ask() => _giveWay.Cancel();
}
