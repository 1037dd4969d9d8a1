using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace Backtest.FaultTests.Storage;

/// <summary>The storage's answer to a failed request, without a body.</summary>
internal sealed class FailedResponse(int status, string clientRequestId) : Response
{
    public override int Status => status;

    public override string ReasonPhrase => $"Fault {status}";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = clientRequestId;

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => false;

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return false;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = null;
        return false;
    }
}
