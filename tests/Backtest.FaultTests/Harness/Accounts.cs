using System.Globalization;
using Backtest.Engineering;

[assembly: AssemblyFixture(typeof(Backtest.FaultTests.Harness.Accounts))]

namespace Backtest.FaultTests.Harness;

/// <summary>An emulator in memory with many accounts, so that every disturbed run starts on an empty one.</summary>
public sealed class Accounts : IAsyncLifetime
{
    private const int Count = 1_000;

    private Emulator _emulator = null!;
    private int _taken;

    /// <summary>The next empty account's connection string.</summary>
    public string Next() => _emulator.ConnectionStringOf(Name(Interlocked.Increment(ref _taken) - 1));

    public async ValueTask InitializeAsync() =>
        _emulator = await Emulator.StartAsync(null, 0, CancellationToken.None, Enumerable.Range(0, Count).Select(Name));

    public ValueTask DisposeAsync()
    {
        _emulator.Stop();
        return ValueTask.CompletedTask;
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"account{index:D4}");
}
