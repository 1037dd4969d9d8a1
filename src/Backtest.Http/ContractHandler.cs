using Backtest.Runs;
using Backtest.Storage;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>Answers the contract route. The document is the same in every host, and made once.</summary>
public sealed class ContractHandler
{
    private readonly Func<Task<string>> _write;
    private Lazy<Task<string>> _document;

    /// <summary>A handler for the contract with a host's options.</summary>
    /// <param name="store">The storage; the routes' handlers name it.</param>
    /// <param name="options">Limits.</param>
    public ContractHandler(IBlobStore store, BacktestOptions options)
        : this(() => ContractDocument.WriteAsync(store, options))
    {
    }

    internal ContractHandler(Func<Task<string>> write) => (_write, _document) = (write, new(write));

    /// <summary>GET openapi.json: OpenAPI 3.1.</summary>
    public async Task<IResult> GetAsync(CancellationToken cancellationToken)
    {
        var document = Volatile.Read(ref _document);
        try
        {
            return new Guarded(
                Results.Text(await document.Value.WaitAsync(cancellationToken).ConfigureAwait(false), "application/json; charset=utf-8"));
        }
        catch when (document.Value is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            // Failures are not cached.
            Interlocked.CompareExchange(ref _document, new(_write), document);
            throw;
        }
    }
}
