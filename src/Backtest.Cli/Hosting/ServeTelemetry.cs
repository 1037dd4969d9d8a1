using Backtest.Commands;
using Backtest.Runs.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Backtest.Cli.Hosting;

/// <summary>
/// Sends traces, metrics and logs to an OTLP collector if OTEL_EXPORTER_OTLP_ENDPOINT names one, and keeps metrics for Prometheus if
/// the settings ask for them.
/// </summary>
internal static class ServeTelemetry
{
    private const string ServiceName = "backtest";

    /// <summary>Adds the export to a host.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="serve">Whether Prometheus is answered.</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, ServeOptions serve)
    {
        var hasCollector = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        if (!hasCollector && !serve.Metrics)
        {
            return;
        }

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES in the environment come later and take precedence.
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics.AddMeter(BacktestTelemetry.Name).AddAspNetCoreInstrumentation());
        if (serve.Metrics)
        {
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
        }

        if (hasCollector)
        {
            telemetry.WithTracing(tracing => tracing.AddSource(BacktestTelemetry.Name).AddAspNetCoreInstrumentation())
                .WithLogging()
                .UseOtlpExporter();
        }
    }
}
