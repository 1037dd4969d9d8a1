using Backtest.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Http;

/// <summary>The routes of the service itself.</summary>
/// <param name="health">The handler of the health route.</param>
/// <param name="contract">The handler of the contract route.</param>
public sealed class ServiceFunctions(HealthHandler health, ContractHandler contract)
{
    /// <summary>Whether the service can work; open, so that probes need no key.</summary>
    [Function("GetHealth")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health")] HttpRequest request, CancellationToken stop) =>
        health.GetAsync(stop);

    /// <summary>The contract; open, because it contains no data.</summary>
    [Function("GetContract")]
    public Task<IResult> ContractAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request,
        CancellationToken stop) =>
        contract.GetAsync(stop);

    /// <summary>The schema of grids; open, because it contains no data.</summary>
    [Function("GetGridSchema")]
    public static IResult GridSchema(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/grid.schema.json")] HttpRequest request) =>
        GridSchemaHandler.Get();
}
