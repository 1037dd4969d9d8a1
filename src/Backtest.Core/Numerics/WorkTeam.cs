namespace Backtest.Core.Numerics;

/// <summary>
/// Threads that repeatedly share pieces of work. Unlike tasks, they allocate nothing per piece, and they spin before they
/// block, which suits pieces of microseconds.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    private readonly Barrier _barrier;
    private readonly Thread[] _others;
    private Action<int>? _part;
    private Exception? _fault;

    /// <summary>Starts one thread less than the size of the team; the caller is its first member.</summary>
    public WorkTeam(int size)
    {
        Size = size;
        _barrier = new Barrier(size);
        _others = [.. Enumerable.Range(1, size - 1)
            .Select(member => new Thread(() => Work(member)) { IsBackground = true, Name = "Training" })];
        foreach (var thread in _others)
        {
            thread.Start();
        }
    }

    /// <summary>Number of members, the caller included.</summary>
    public int Size { get; }

    /// <summary>Does all parts, 0 to <see cref="Size"/> - 1, and returns when they are done.</summary>
    /// <param name="part">Does one part, given its number.</param>
    public void Run(Action<int> part)
    {
        _part = part;
        _barrier.SignalAndWait();
        Do(part, 0);
        _barrier.SignalAndWait();
        if (Interlocked.Exchange(ref _fault, null) is { } fault)
        {
            throw new InvalidOperationException("A part of the work failed.", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _part = null;
        _barrier.SignalAndWait();
        foreach (var thread in _others)
        {
            thread.Join();
        }

        _barrier.Dispose();
    }

    private void Work(int member)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_part is not { } part)
            {
                return;
            }

            Do(part, member);
            _barrier.SignalAndWait();
        }
    }

    private void Do(Action<int> part, int member)
    {
        try
        {
            part(member);
        }
        catch (Exception fault)
        {
            Interlocked.CompareExchange(ref _fault, fault, null);
        }
    }
}
