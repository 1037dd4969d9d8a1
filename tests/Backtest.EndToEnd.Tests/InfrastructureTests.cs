using System.Text.RegularExpressions;
using Backtest.Engineering;

namespace Backtest.EndToEnd.Tests;

/// <summary>What can be checked of the templates for Azure where there is no Bicep compiler, and the check itself.</summary>
public sealed class InfrastructureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_templates_parse_and_fit_together_with_azure_yaml_and_its_scripts()
    {
        var (code, output) = await CheckAsync(Repository.Root);

        Assert.True(code == 0, output);
        Assert.Contains("9 templates, 0 problem(s)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_without_a_mistake_is_accepted()
    {
        var (code, output) = await CheckCopyAsync(_ => Task.CompletedTask);

        Assert.True(code == 0, output);
    }

    // Where the complaint points to is the line of the last text, as it is in the broken file.
    [Theory]
    [InlineData("infra/main.bicep", "param environmentName string", "param environmentName string string", "'string' is not understood", "param environmentName")]
    [InlineData("infra/modules/app.bicep", "    reserved: true\n  }\n", "    reserved: true\n", "is missing|is not understood", "resource plan")]
    [InlineData("infra/main.bicep", "modules/storage.bicep", "modules/storages.bicep", "the module infra/modules/storages.bicep does not exist", "modules/storages.bicep")]
    [InlineData("infra/main.bicep", "    alwaysReadyHttp: alwaysReadyHttp\n", "", "infra/modules/app.bicep needs the parameter 'alwaysReadyHttp'", "module app")]
    [InlineData("infra/main.bicep", "    email: alertEmail\n", "    mail: alertEmail\n    email: alertEmail\n", "infra/modules/alerts.bicep has no parameter 'mail'", "    mail:")]
    [InlineData("infra/main.bicep", "identity.outputs.clientId", "identity.outputs.client", "infra/modules/identity.bicep has no output 'client'", "identityClientId")]
    [InlineData("infra/main.bicep", "abbreviations.plan", "abbreviations.plans", "infra/abbreviations.json has no 'plans'", "planName")]
    [InlineData("infra/modules/storage.bicep", "param tags object", "param tags object\nparam colour string", "the parameter 'colour' is not used", "param colour")]
    [InlineData("infra/modules/events.bicep", "topic.identity.principalId", "topics.identity.principalId", "'topics' is not declared", "topics.identity")]
    [InlineData("infra/modules/access.bicep", "guid(account.id, appPrincipalId, role)", "guide(account.id, appPrincipalId, role)", "there is no function 'guide'", "guide(")]
    [InlineData("infra/modules/monitoring.bicep", "components@2020-02-02", "components", "is no resource type with a version", "resource applicationInsights")]
    [InlineData("infra/main.parameters.json", "\"httpConcurrency\"", "\"concurrency\"", "infra/main.bicep has no parameter 'concurrency'", "\"concurrency\"")]
    [InlineData("infra/main.parameters.json", "    \"location\": { \"value\": \"${AZURE_LOCATION}\" },\n", "", "infra/main.bicep needs the parameter 'location'", "{")]
    [InlineData("infra/abbreviations.json", "\"plan-\",", "\"plan-\"", "JSON", "\"resourceGroup\"")]
    [InlineData("azure.yaml", "run: ./infra/scripts/post-up.sh", "run: ./infra/scripts/post.sh", "./infra/scripts/post.sh does not exist", "post.sh")]
    [InlineData("azure.yaml", "./src/Backtest.Functions", "./src/Backtest.Function", "./src/Backtest.Function does not exist", "project:")]
    [InlineData("azure.yaml", "  api:", "  api: :", "mapping", "  api: :")]
    [InlineData("infra/scripts/post-up.sh", "$AZURE_EVENT_GRID_TOPIC_NAME", "$TOPIC_NAME", "TOPIC_NAME is neither an output of main.bicep nor set by azd", "$TOPIC_NAME")]
    [InlineData("infra/scripts/post-up.ps1", "\"topicName=$env:AZURE_EVENT_GRID_TOPIC_NAME\" ", "", "infra/subscription.bicep needs the parameter 'topicName'", "#")]
    [InlineData("infra/subscription.bicep", "'SeriesUploaded'", "'SeriesUpload'", "no function 'SeriesUpload' in ./src/Backtest.Functions", "param functionName")]
    [InlineData("infra/modules/app.bicep", "AzureWebJobs.SeriesPolled.", "AzureWebJobs.SeriesPoll.", "no function 'SeriesPoll'", "AzureWebJobs.SeriesPoll.")]
    [InlineData("infra/modules/alerts.bicep", "\"FailBatch\"", "\"BatchFailed\"", "no function 'BatchFailed'", "has_any")]
    [InlineData("infra/scripts/post-up.sh", "sleep 10", "sleep (10", "syntax error", "sleep (10")]
    public async Task A_mistake_is_named_with_its_file_and_line(string file, string right, string wrong, string complaint, string place)
    {
        var line = 0;
        var (code, output) = await CheckCopyAsync(async copy =>
        {
            var text = await File.ReadAllTextAsync(Path.Combine(copy, file), Stop);
            Assert.Contains(right, text, StringComparison.Ordinal);
            var broken = text.Replace(right, wrong, StringComparison.Ordinal);
            line = broken[..broken.IndexOf(place, StringComparison.Ordinal)].Count(letter => letter == '\n') + 1;
            await File.WriteAllTextAsync(Path.Combine(copy, file), broken, Stop);
        });

        Assert.True(code == 1, output);
        Assert.Matches(new Regex($"(?m)^{Regex.Escape(file)}:{line}: .*({complaint})"), output);
    }

    private static Task<(int ExitCode, string Output)> CheckAsync(string root) =>
        Tool.RunAsync("node", [Repository.PathOf("infra", "check.mjs"), root], Stop);

    private static async Task<(int ExitCode, string Output)> CheckCopyAsync(Func<string, Task> change)
    {
        var copy = Directory.CreateTempSubdirectory("backtest-infra-").FullName;
        try
        {
            var files = Directory.EnumerateFiles(Repository.PathOf("infra"), "*", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(Repository.PathOf("src", "Backtest.Functions"), "*.cs", SearchOption.AllDirectories))
                .Append(Repository.PathOf("azure.yaml"));
            foreach (var file in files)
            {
                var target = Path.Combine(copy, Path.GetRelativePath(Repository.Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            await change(copy);
            return await CheckAsync(copy);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
