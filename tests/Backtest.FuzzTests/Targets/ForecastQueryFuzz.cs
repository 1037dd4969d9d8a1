using System.Text;
using System.Text.Json;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;
using Backtest.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.FuzzTests.Targets;

/// <summary>Queries of forecasts, from the query string to the answer's bytes.</summary>
public sealed class ForecastQueryFuzz(FinishedRun run) : IClassFixture<FinishedRun>
{
    private static readonly string[] Tokens =
    [
        "&",
        "=",
        ",",
        "%",
        "+",
        "horizon=",
        "level=",
        "model=",
        "model=..%2F..%2Fplan",
        "horizon=1",
        "horizon=50",
        "horizon=51",
        "horizon=-1",
        "horizon=1e3",
        "horizon=99999999999",
        "horizon=%D9%A3",
        "level=0",
        "level=100",
        "level=99.999999999999999",
        "level=1e-300",
        "level=NaN",
        "level=80,80",
        "level=,,,,,,,,,,,,,,,,,,,,,,,,",
        "%00",
        "%ud800",
        "%F0%9F%98%80",
        "\"",
        "<script>",
        "\r\nX: y",
    ];

    [Fact]
    public void Any_query_gives_forecasts_or_a_problem()
    {
        using var services = run.Services(run.Store);
        var handlers = services.GetRequiredService<ResultHandlers>();
        string[] queries = ["?horizon=12&level=80,95", "?horizon=3", "?level=50", "?", .. Trials().Select(trial => $"?model={trial}")];
        var seeds = Array.ConvertAll(queries, Encoding.UTF8.GetBytes);
        Fuzzer.Run(Shares.Queries, CaseBudget.Small, random =>
        {
            var query = Encoding.UTF8.GetString(random.Next(10) == 0
                ? seeds[random.Next(seeds.Length)]
                : Mutation.Of(random, seeds[random.Next(seeds.Length)], seeds, Tokens, maxLength: 2_000));
            using var body = new MemoryStream();
            var context = new DefaultHttpContext { RequestServices = services };
            context.Request.QueryString = new QueryString(query.StartsWith('?') ? query : "?" + query);
            context.Request.Headers.Accept = random.Next(4) == 0 ? "text/csv" : "*/*";
            context.Response.Body = body;

            handlers.ForecastAsync(FinishedRun.Name, null, context.Request, default)
                .GetAwaiter()
                .GetResult()
                .ExecuteAsync(context)
                .GetAwaiter()
                .GetResult();

            var text = Encoding.UTF8.GetString(body.ToArray());
            Assert.Equal("nosniff", context.Response.Headers.XContentTypeOptions);
            if (context.Response.StatusCode != StatusCodes.Status200OK)
            {
                Assert.True(context.Response.StatusCode is 400 or 404, $"The status is {context.Response.StatusCode}.");
                var problem = JsonDocument.Parse(text).RootElement;
                Assert.NotEmpty(problem.GetProperty("title").GetString()!);
                Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
                Assert.DoesNotContain(" at Backtest.", text, StringComparison.Ordinal);
            }
            else if (context.Response.ContentType == "application/json; charset=utf-8")
            {
                Assert.InRange(JsonDocument.Parse(text).RootElement.GetProperty("forecast").GetArrayLength(), 1, 50);
            }
        });
    }

    private IEnumerable<string> Trials() =>
        run.Store.Paths.Where(path => path.Contains("/trials/", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path)!);
}
