using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Backtest.Runs.Telemetry;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Backtest.Functions.Hosting;

/// <summary>Sends the worker's traces, metrics and logs by OpenTelemetry; <c>telemetryMode</c> of host.json does so for the host.</summary>
internal static class WorkerTelemetry
{
    /// <summary>
    /// Exports to Application Insights, to an OTLP collector, or to both, as in the settings. With neither, the worker sends its log to
    /// the host, which a worker that exports by itself does not.
    /// </summary>
    public static void AddTelemetry(this FunctionsApplicationBuilder builder)
    {
        var hasCollector = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var connection = builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"];
        if (!hasCollector && string.IsNullOrEmpty(connection))
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddSource(BacktestTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(BacktestTelemetry.Name));
        if (hasCollector)
        {
            telemetry.UseOtlpExporter();
        }

        if (!string.IsNullOrEmpty(connection))
        {
            telemetry.UseAzureMonitorExporter(azure =>
            {
                azure.ConnectionString = connection;
                azure.Credential = Credential(builder.Configuration["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]);
            });
        }
    }

    // "ClientId=...;Authorization=AAD", as the host reads it; null if the connection string alone is enough.
    private static ManagedIdentityCredential? Credential(string? authentication)
    {
        var parts = (authentication ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        return !parts.TryGetValue("Authorization", out var kind) || kind != "AAD" ? null
            : parts.TryGetValue("ClientId", out var client)
                ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
            : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);
    }
}
