using Backtest.Core.Models.Lstm.Backends;
using Backtest.Runs.Deletions;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Inspections;
using Backtest.Runs.Panels;
using Backtest.Runs.Repairs;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.Runs;

/// <summary>Registers the work of every host and command.</summary>
public static class RunRegistration
{
    /// <summary>
    /// Adds the steps of a run, forecasts, inspection and repairs; the host itself adds its <see cref="IRunHost"/>, which starts runs.
    /// </summary>
    /// <param name="services">The services of a host or a command, with logging.</param>
    /// <param name="store">The blob storage.</param>
    /// <param name="options">Validated options.</param>
    public static IServiceCollection AddRuns(this IServiceCollection services, IBlobStore store, BacktestOptions options) => services
        .AddSingleton<IBlobStore>(new PanelStore(store))
        .AddSingleton(options)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(new LstmBackends(HostBackends.Added))
        .AddSingleton(services => new FairCores(options.ParallelTrials, services.GetRequiredService<TimeProvider>()))
        .AddSingleton(new MemoryBudget(options.MaxTrialMemoryBytes))
        .AddSingleton<WorkContext>()
        .AddSingleton<PlanStep>()
        .AddSingleton<BatchStep>()
        .AddSingleton<CompleteStep>()
        .AddSingleton<ChunkWork>()
        .AddSingleton<TrainingWork>()
        .AddSingleton<PanelStep>()
        .AddSingleton<PanelCatalog>()
        .AddSingleton<RunWork>()
        .AddSingleton<RunExecutor>()
        .AddSingleton<RunStarter>()
        .AddSingleton<RunOwnership>()
        .AddSingleton<InterruptedRuns>()
        .AddSingleton<PublishedRuns>()
        .AddSingleton<RunCatalog>()
        .AddSingleton<RunMarks>()
        .AddSingleton<RunEnds>()
        .AddSingleton<UploadIntake>()
        .AddSingleton<Forecaster>()
        .AddSingleton<RunExport>()
        .AddSingleton<Inspector>()
        .AddSingleton<Repairer>()
        .AddSingleton<Deleter>();
}
