using Backtest.Runs;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.Http;

/// <summary>Registers the services of every host that answers requests.</summary>
public static class ServiceRegistration
{
    /// <summary>Adds the handlers to what <see cref="RunRegistration.AddRuns"/> adds.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="store">The storage.</param>
    /// <param name="options">Checked options.</param>
    public static IServiceCollection AddBacktest(this IServiceCollection services, IBlobStore store, BacktestOptions options) => services
        .AddRuns(store, options)
        .AddWebhooks(options)
        .ConfigureHttpJsonOptions(json => Documents.Configure(json.SerializerOptions))
        .AddSingleton<BodyRoom>()
        .AddSingleton<SeriesHandlers>()
        .AddSingleton<RunEventsHandler>()
        .AddSingleton<DeletionHandlers>()
        .AddSingleton<ResultFinder>()
        .AddSingleton<ResultHandlers>()
        .AddSingleton<ColdStartHandler>()
        .AddSingleton<InspectionHandler>()
        .AddSingleton<PageHandler>()
        .AddSingleton<HealthHandler>()
        .AddSingleton<ContractHandler>();
}
