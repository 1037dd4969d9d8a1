using Backtest.Runs.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Backtest.Cli.Hosting;

/// <summary>Sends traces, metrics and logs to an OTLP collector, where OTEL_EXPORTER_OTLP_ENDPOINT names one.</summary>
internal static class Telemetry
{
    private const string ServiceName = "backtest";

    /// <summary>Adds the export to a host.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 })
        {
            return;
        }

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES of the environment come after, and win.
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName).AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing.AddSource(BacktestTelemetry.Name).AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics.AddMeter(BacktestTelemetry.Name).AddAspNetCoreInstrumentation())
            .WithLogging()
            .UseOtlpExporter();
    }
}
