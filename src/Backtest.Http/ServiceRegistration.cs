using Backtest.Core.Models.Lstm;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Inspections;
using Backtest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.Http;

/// <summary>Registers what every host needs.</summary>
public static class ServiceRegistration
{
    /// <summary>Adds the steps, the forecaster and the handlers; what starts runs is the host's own <see cref="IRunHost"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="store">Where blobs are.</param>
    /// <param name="options">Checked options.</param>
    public static IServiceCollection AddBacktest(this IServiceCollection services, IBlobStore store, BacktestOptions options) => services
        .ConfigureHttpJsonOptions(json => Documents.Configure(json.SerializerOptions))
        .AddSingleton(store)
        .AddSingleton(options)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(new LstmEngines(HostEngines.Added))
        .AddSingleton(services => new FairCores(options.ParallelTrials, services.GetRequiredService<TimeProvider>()))
        .AddSingleton<PlanStep>()
        .AddSingleton<BatchStep>()
        .AddSingleton<CompleteStep>()
        .AddSingleton<RunExecutor>()
        .AddSingleton<RunStarter>()
        .AddSingleton<RunOwnership>()
        .AddSingleton<InterruptedRuns>()
        .AddSingleton<PublishedRuns>()
        .AddSingleton<RunCatalog>()
        .AddSingleton<RunMarks>()
        .AddSingleton<UploadIntake>()
        .AddSingleton<Forecaster>()
        .AddSingleton<Inspector>()
        .AddSingleton<BodyRoom>()
        .AddSingleton<SeriesHandlers>()
        .AddSingleton<ResultHandlers>()
        .AddSingleton<InspectionHandler>()
        .AddSingleton<PageHandler>()
        .AddSingleton<HealthHandler>()
        .AddSingleton<ContractHandler>();
}
