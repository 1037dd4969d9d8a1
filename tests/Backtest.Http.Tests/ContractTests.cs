using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Engineering;
using Backtest.Runs;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Backtest.Http.Tests;

/// <summary>The OpenAPI document; the contract suite tests whether answers conform to it.</summary>
public sealed class ContractTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_stored_document_is_the_one_that_is_served()
    {
        await using var api = await TestApi.StartAsync();
        var file = Repository.PathOf("docs", "openapi.json");
        var served = StoredContract.Text(JsonObject.Create(await api.JsonAsync("/api/openapi.json"))!);
        if (StoredContract.IsWritten)
        {
            await File.WriteAllTextAsync(file, served, Stop);
        }

        Assert.True(served == await File.ReadAllTextAsync(file, Stop), $"{file} is out of date; BACKTEST_EXAMPLES=1 writes it anew.");
    }

    [Fact]
    public async Task Everything_in_it_is_described()
    {
        var document = await ReadAsync();

        foreach (var (id, operation) in document.Paths.SelectMany(path => path.Value.Operations!.Values)
            .Select(operation => (operation.OperationId!, operation)))
        {
            Assert.True(operation.Summary?.EndsWith('.'), id);
            Assert.NotEmpty(operation.Tags!);
            Assert.All(operation.Parameters
                ?? [], parameter => Assert.True(parameter is { Description.Length: > 0, Schema: not null }, $"{id}: {parameter.Name}"));
            Assert.All(operation.Responses!.Values, answer => Assert.NotEmpty(answer.Description!));
        }

        // Names distinguish the types of models and transforms; warnings are described at their source.
        var bare = from schema in document.Components!.Schemas!
                   from property in schema.Value.Properties ?? new Dictionary<string, IOpenApiSchema>()
                   where property.Value.Description is not { Length: > 0 } && property.Key is not ("engine" or "transform" or "warnings")
                   select $"{schema.Key}.{property.Key}";
        Assert.Empty(bare);
    }

    [Fact]
    public async Task Of_a_forecast_it_tells_the_limits_of_the_host()
    {
        var document = await ReadAsync(new BacktestOptions { MaxHorizon = 77 });

        var parameters = document.Paths["/api/series/{name}/forecast"].Operations![HttpMethod.Get].Parameters!;
        Assert.Equal(["decimal", "horizon", "id", "level", "model", "name"], parameters.Select(parameter => parameter.Name).Order());
        Assert.Equal("77", parameters.Single(parameter => parameter.Name == "horizon").Schema!.Maximum);
    }

    [Fact]
    public void The_pattern_of_names_is_their_rule_in_ASCII_and_refuses_no_name_beyond() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), text =>
        {
            var name = text.Get;
            return IsName(name) ? Matches(name) : !Matches(name) || !Ascii.IsValid(name) || name.Length > SeriesName.MaxLength;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("sales")]
    [InlineData("sales.2024-q1_b")]
    [InlineData("销售")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a[b")]
    [InlineData("a\nb")]
    [InlineData("a\n")]
    public void The_pattern_of_names_says_what_the_rule_says(string name) => Assert.Equal(IsName(name), Matches(name));

    [Fact]
    public async Task A_failure_to_make_it_is_not_remembered()
    {
        var attempts = 0;
        var handler =
            new ContractHandler(() => ++attempts == 1 ? Task.FromException<string>(new IOException("Once.")) : Task.FromResult("{}"));

        await Assert.ThrowsAsync<IOException>(() => handler.GetAsync(Stop));
        await AnswerAsync(handler);
        await AnswerAsync(handler);

        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Who_goes_away_while_it_is_made_takes_it_from_nobody()
    {
        var attempts = 0;
        var made = new TaskCompletionSource<string>();
        var handler = new ContractHandler(() =>
        {
            attempts++;
            return made.Task;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handler.GetAsync(new CancellationToken(canceled: true)));
        made.SetResult("{}");

        await AnswerAsync(handler);

        Assert.Equal(1, attempts);
    }

    private static bool IsName(string name)
    {
        try
        {
            return SeriesName.Parse(name) == name;
        }
        catch (InputException)
        {
            return false;
        }
    }

    // As in ECMAScript: its $ matches only at the very end.
    private static bool Matches(string name) =>
        Regex.IsMatch(name, ContractParameters.NamePattern.Replace("$", "\\z", StringComparison.Ordinal));

    private static async Task AnswerAsync(ContractHandler handler)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        await (await handler.GetAsync(Stop)).ExecuteAsync(context);
        Assert.Equal(StatusCodes.Status200OK, context.Response.StatusCode);
    }

    private static async Task<OpenApiDocument> ReadAsync(BacktestOptions? options = null)
    {
        await using var api = await TestApi.StartAsync(options);
        var (document, diagnostic) = OpenApiDocument.Parse(await api.Http.GetStringAsync("/api/openapi.json", Stop), "json");
        Assert.Equal(
            (OpenApiSpecVersion.OpenApi3_1, 0, 0), (diagnostic!.SpecificationVersion, diagnostic.Errors.Count, diagnostic.Warnings.Count));
        return document!;
    }
}
