using System.ComponentModel.DataAnnotations;
using Backtest.Cli.Commands;
using Backtest.Service;
using Backtest.Service.Http;
using Backtest.Service.Runs;

namespace Backtest.Cli.Hosting;

/// <summary>The embedded host: ASP.NET Core, a watcher of the uploads, and runs in this process.</summary>
internal static class EmbeddedHost
{
    /// <summary>Builds the host.</summary>
    /// <param name="storage">See <see cref="StorageArgument"/>.</param>
    /// <param name="urls">Addresses to listen on, separated by semicolons.</param>
    /// <param name="key">Key that requests must carry; null for none.</param>
    public static WebApplication Create(string storage, string urls, string? key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);

        // The handlers have limits of their own, which answer with a problem that names the limit.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        var options = builder.Configuration.GetSection(BacktestOptions.Section).Get<BacktestOptions>() ?? new BacktestOptions();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        builder.Services.AddBacktest(StorageArgument.Open(storage), options);
        builder.Services.AddSingleton<EmbeddedRunHost>();
        builder.Services.AddSingleton<IRunHost>(services => services.GetRequiredService<EmbeddedRunHost>());
        builder.Services.AddHostedService(services => services.GetRequiredService<EmbeddedRunHost>());
        builder.Services.AddHostedService<UploadWatcher>();

        var app = builder.Build();
        app.UseExceptionHandler(failed => failed.Run(ServerError.AnswerAsync));
        if (!string.IsNullOrEmpty(key))
        {
            app.UseMiddleware<KeyMiddleware>(key);
        }

        app.MapBacktestApi();
        return app;
    }
}
