using Backtest.Engineering;
using Backtest.Testing;
using Backtest.Testing.Contract;

namespace Backtest.EndToEnd.Tests;

/// <summary>The contract suite against <c>backtest serve</c>.</summary>
public sealed class EmbeddedContractTests(EmbeddedContractTests.EmbeddedContractHost host) : ContractSuite(host),
    IClassFixture<EmbeddedContractTests.EmbeddedContractHost>
{
    public sealed class EmbeddedContractHost : ContractHost
    {
        private Emulator _emulator = null!;
        private Host _host = null!;

        public override Uri Address => _host.Address;

        public override string Log => _host.Log;

        public override async ValueTask InitializeAsync()
        {
            _emulator = await Emulator.StartAsync(null, 0, default);
            _host = await Host.StartAsync(
                Platform.Program,
                _emulator.ConnectionString,
                0,
                show: false,
                default,
                new Dictionary<string, string>(Settings) { ["BACKTEST_KEY"] = Key });
        }

        public override ValueTask DisposeAsync()
        {
            _host.Kill();
            _emulator.Stop();
            return ValueTask.CompletedTask;
        }
    }
}
