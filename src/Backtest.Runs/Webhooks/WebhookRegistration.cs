using System.Globalization;
using System.Net.Http.Headers;
using Backtest.Core.Problems;
using Backtest.Runs.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.Runs.Webhooks;

/// <summary>Registers notifications of the ends of runs.</summary>
public static class WebhookRegistration
{
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);

    /// <summary>Adds the addresses of the settings as receivers, and the sender.</summary>
    /// <param name="services">The services of a host.</param>
    /// <param name="options">Validated options.</param>
    /// <exception cref="InputException">There are addresses but no key.</exception>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, BacktestOptions options)
    {
        var addresses = AddressesAttribute.Read(options.WebhookAddresses);
        if (addresses.Count > 0 && options.WebhookKey.Length == 0)
        {
            throw new InputException(
                "Messages to webhooks are signed, but there is no key.",
                $"{BacktestOptions.Section}__{nameof(BacktestOptions.WebhookKey)}",
                $"Set it to {BacktestOptions.KeyForm}.");
        }

        foreach (var address in addresses)
        {
            services.AddSingleton(provider =>
            {
                var (http, clock) = (provider.GetRequiredService<WebhookClient>(), provider.GetRequiredService<TimeProvider>());
                return new EndReceiver(address, (message, stop) => http.SendAsync(address, options.WebhookKey, message, clock, stop));
            });
        }

        return services.AddSingleton<WebhookClient>().AddSingleton<EndSender>();
    }

    private sealed class WebhookClient : IDisposable
    {
        // A redirect would lead to an address that is not allowed.
        private readonly HttpClient _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = LongestAttempt,
        };

        public async Task<bool> SendAsync(
            Uri address, string key, EndMessage message, TimeProvider clock, CancellationToken cancellationToken)
        {
            var (body, now) = (message.ToJson(), clock.GetUtcNow());
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("webhook-id", message.Id);
            request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", WebhookSignature.Of(key, message.Id, now, body));
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }

        public void Dispose() => _http.Dispose();
    }
}
