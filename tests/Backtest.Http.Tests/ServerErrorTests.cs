using System.Text;
using System.Text.Json;
using Backtest.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.Http.Tests;

public sealed class ServerErrorTests
{
    private const string Secret = "/home/somebody/AccountKey=abc";

    public static TheoryData<Exception, int, string> Faults => new()
    {
        { new InvalidDataException(Secret, new NewerVersionException(9, 2)),
            503,
            "A newer version of the service wrote this document." },
        { new InvalidDataException(Secret), 500, "A stored document is damaged." },
        { new Azure.RequestFailedException(403, Secret), 503, "The storage could not be reached." },
        { new StorageVersionException(new Azure.RequestFailedException(400, Secret)), 503, StorageVersionException.Problem.What },
        { new IOException(Secret), 503, "The storage could not be reached." },
        { new InvalidOperationException(Secret, new ArgumentException(Secret)), 500, "The service could not answer." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failure_is_a_problem_without_its_details(Exception fault, int status, string title)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Response.Body = body;

        await ServerError.AnswerAsync(context, fault);

        var text = Encoding.UTF8.GetString(body.ToArray());
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(title, JsonDocument.Parse(text).RootElement.GetProperty("title").GetString());
        Assert.DoesNotContain("somebody", text);
        Assert.DoesNotContain("Exception", text);
        Assert.DoesNotContain("   at ", text);
        Assert.Equal("nosniff", context.Response.Headers.XContentTypeOptions);
    }
}
