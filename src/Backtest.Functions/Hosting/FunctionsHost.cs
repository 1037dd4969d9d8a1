using Backtest.Core.Problems;
using Backtest.Http;
using Backtest.Runs;
using Backtest.Runs.Settings;
using Backtest.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Backtest.Functions.Hosting;

/// <summary>Sets up the worker process.</summary>
public static class FunctionsHost
{
    /// <summary>Adds the service's steps and handlers over the storage account of the app.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <exception cref="InputException">A setting is unknown, or its value is not valid.</exception>
    public static void ConfigureBacktest(this FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseWhen<ServerErrorMiddleware>(ServerErrorMiddleware.Applies);

        // The handlers have their own limits, and answer with a problem that names the limit.
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.Services.AddBacktest(
            new AzureBlobStore(StorageAccount.Open(builder.Configuration)),
            HostSettings.Bind<BacktestOptions>(
                builder.Configuration, BacktestOptions.Section, ConfigurationPath.GetSectionKey(DurableOptions.Section)!));
        var durable = HostSettings.Bind<DurableOptions>(builder.Configuration, DurableOptions.Section);
        builder.Services.AddSingleton(durable);
        foreach (var topic in AddressesAttribute.Read(durable.EventGridTopic))
        {
            builder.Services.AddSingleton(EventGridTopic.Receiver(topic, StorageAccount.Credential(builder.Configuration)));
        }

        builder.AddTelemetry();
    }
}
