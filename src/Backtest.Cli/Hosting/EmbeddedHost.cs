using Backtest.Commands;
using Backtest.Core.Problems;
using Backtest.Http;
using Backtest.Runs;
using Backtest.Runs.Settings;
using Backtest.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace Backtest.Cli.Hosting;

/// <summary>The embedded host: ASP.NET Core, a watcher of the uploads, and runs in this process.</summary>
internal static class EmbeddedHost
{
    /// <summary>Builds the host.</summary>
    /// <param name="store">The storage; see <see cref="StorageArgument"/>.</param>
    /// <param name="urls">Addresses to listen on, separated by semicolons; see <see cref="ListeningAddresses"/>.</param>
    /// <param name="key">Key that requests must carry; null for none.</param>
    /// <param name="settings">Its options; null for those in the environment.</param>
    /// <param name="serve">The options of this host only; null for those in the environment.</param>
    /// <exception cref="InputException">
    /// A setting in the environment is unknown or not valid; or other machines could reach the addresses without a key.
    /// </exception>
    public static WebApplication Create(
        IBlobStore store, string urls, string? key, BacktestOptions? settings = null, ServeOptions? serve = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var addresses = ListeningAddresses.Read(urls, key, builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // The handlers have their own limits, and answer with a problem that names the limit.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;

            // Its configuration could gain addresses later.
            kestrel.ConfigurationLoader = null;
        });
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        var options = settings
            ?? HostSettings.Bind<BacktestOptions>(builder.Configuration, BacktestOptions.Section, ServeOptions.Name);
        serve ??= HostSettings.Bind<ServeOptions>(
            builder.Configuration, ConfigurationPath.Combine(BacktestOptions.Section, ServeOptions.Name));

        // Without a key, another name that resolves to the loopback address must not make this host part of another site.
        builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = string.IsNullOrEmpty(key)
            ? [.. addresses.Select(address => address.Host), "localhost", "127.0.0.1", "[::1]"]
            : ["*"]);
        builder.AddTelemetry(serve);
        builder.Services.AddBacktest(store, options);
        builder.Services.AddSingleton<EmbeddedRunHost>();
        builder.Services.AddSingleton<IRunHost>(services => services.GetRequiredService<EmbeddedRunHost>());
        builder.Services.AddHostedService(services => services.GetRequiredService<EmbeddedRunHost>());
        builder.Services.AddHostedService<UploadWatcher>();
        builder.Services.AddHostedService<EndWatcher>();

        var app = builder.Build();
        foreach (var address in addresses)
        {
            // With explicit addresses, the server ignores those in the configuration.
            app.Urls.Add(address.ToString());
        }

        app.UseExceptionHandler(
            failed => failed.Run(context => ServerError.AnswerAsync(context, context.Features.Get<IExceptionHandlerFeature>()?.Error)));
        app.UseStatusCodePages(pages => RouteProblem.AnswerAsync(pages.HttpContext));
        app.UseMiddleware<SameOriginMiddleware>();
        if (!string.IsNullOrEmpty(key))
        {
            app.UseMiddleware<KeyMiddleware>(key);
        }

        app.MapBacktestPage();
        app.MapBacktestApi();
        if (serve.Metrics)
        {
            app.MapPrometheusScrapingEndpoint();
        }

        return app;
    }
}
