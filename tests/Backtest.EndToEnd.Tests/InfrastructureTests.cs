using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backtest.Engineering;
using Backtest.Storage;
using YamlDotNet.RepresentationModel;

namespace Backtest.EndToEnd.Tests;

/// <summary>The templates for Azure, as the Bicep compiler reads them, and the files that refer to them or that they refer to.</summary>
public sealed class InfrastructureTests
{
    // Variables that azd itself sets for hooks, besides the outputs of main.bicep.
    private static readonly string[] AzdVariables =
        ["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_PRINCIPAL_ID", "AZURE_PRINCIPAL_TYPE", "AZURE_SUBSCRIPTION_ID", "AZURE_TENANT_ID"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Folder { get; } = Repository.PathOf("infra");

    private static IEnumerable<string> Templates => Directory.EnumerateFiles(Folder, "*.bicep", SearchOption.AllDirectories);

    [Fact]
    public async Task The_compiler_accepts_all_templates_without_a_warning()
    {
        BicepCompiler.Require();

        var (code, output) = await BicepCompiler.LintAsync(Folder, Stop);

        Assert.Equal("", output.Trim());
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task The_compiler_names_each_mistake_with_its_file_and_line()
    {
        BicepCompiler.Require();
        (string File, string Right, string Wrong, string Code)[] mistakes =
        [
            ("main.bicep", "identity.outputs.clientId", "identity.outputs.client", "BCP083"),
            ("main.bicep", "    email: alertEmail", "    mail: alertEmail", "BCP089"),
            ("modules/app.bicep", "reserved: true", "reserved: 'yes'", "BCP036"),
            ("modules/storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeys: false", "BCP037"),
            ("modules/monitoring.bicep", "components@2020-02-02", "components@2020-02-03", "BCP081"),
            ("modules/identity.bicep", "location: location", "location: 'westeurope'", "no-hardcoded-location"),
            ("subscription.bicep", "param topicName string", "param colour string\nparam topicName string", "no-unused-params"),
        ];
        var copy = Directory.CreateTempSubdirectory("backtest-infra-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(Folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                var text = await File.ReadAllTextAsync(file, Stop);
                foreach (var mistake in mistakes.Where(mistake => Path.Combine(Folder, mistake.File) == file))
                {
                    Assert.Contains(mistake.Right, text, StringComparison.Ordinal);
                    text = text.Replace(mistake.Right, mistake.Wrong, StringComparison.Ordinal);
                }

                await File.WriteAllTextAsync(target, text, Stop);
            }

            var (code, output) = await BicepCompiler.LintAsync(copy, Stop);

            Assert.NotEqual(0, code);
            foreach (var mistake in mistakes)
            {
                var file = Path.Combine(copy, mistake.File);
                var line = Array.FindIndex(
                    await File.ReadAllLinesAsync(file, Stop),
                    line => line.Contains(mistake.Wrong.Split('\n')[0], StringComparison.Ordinal)) + 1;
                Assert.Matches($@"{Regex.Escape(file)}\({line},\d+\) : \w+ {mistake.Code}:", output);
            }
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task The_parameter_file_gives_what_main_needs_with_the_defaults_of_main()
    {
        BicepCompiler.Require();
        var parameters = (await BicepCompiler.BuildAsync(Path.Combine(Folder, "main.bicep"), Stop))["parameters"]!.AsObject();
        var file =
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "main.parameters.json"), Stop))!["parameters"]!.AsObject();

        Assert.Equal(parameters.Select(parameter => parameter.Key).Order(), file.Select(parameter => parameter.Key).Order());
        foreach (var (name, given) in file)
        {
            var value = Regex.Match((string)given!["value"]!, @"^\$\{(?<variable>\w+)(=(?<default>.*))?\}$");
            Assert.True(value.Success, $"{name} is not taken from azd's environment.");
            if (parameters[name]!["defaultValue"] is { } expected)
            {
                Assert.Equal(expected.ToString(), value.Groups["default"].Value);
            }
        }
    }

    [Fact]
    public async Task The_scripts_read_what_azd_sets_and_give_the_subscription_its_parameters()
    {
        BicepCompiler.Require();
        var outputs = (await BicepCompiler.BuildAsync(Path.Combine(Folder, "main.bicep"), Stop))["outputs"]!.AsObject();
        var parameters = (await BicepCompiler.BuildAsync(Path.Combine(Folder, "subscription.bicep"), Stop))["parameters"]!.AsObject();
        var needed = parameters.Where(parameter => parameter.Value!["defaultValue"] is null)
            .Select(parameter => parameter.Key)
            .Order()
            .ToList();
        foreach (var (script, variable) in new[] { ("post-up.sh", @"\$\{?([A-Z][A-Z0-9_]+)"), ("post-up.ps1", @"\$env:(\w+)") })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(Folder, "scripts", script), Stop);

            var read = Regex.Matches(text, variable).Select(match => match.Groups[1].Value).ToHashSet();
            Assert.NotEmpty(read);
            Assert.Empty(read.Except(AzdVariables).Except(outputs.Select(output => output.Key)));
            Assert.Contains("../subscription.bicep", text, StringComparison.Ordinal);
            Assert.Equal(needed, Regex.Matches(text, @"""(\w+)=\$").Select(match => match.Groups[1].Value).Order());
        }
    }

    [Fact]
    public async Task What_azure_yaml_names_is_there()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(await File.ReadAllTextAsync(Repository.PathOf("azure.yaml"), Stop)));
        var project = yaml.Documents[0].RootNode;
        var names = Mappings(project["services"]).Select(service => Text(service["project"]))
            .Concat(Mappings(project["hooks"]).SelectMany(Mappings).Select(hook => Text(hook["run"])))
            .Append(Path.Combine(Text(project["infra"]["path"]), Text(project["infra"]["module"]) + ".bicep"))
            .ToList();

        Assert.Equal(4, names.Count);
        Assert.All(names, name => Assert.True(Path.Exists(Repository.PathOf(name)), name));
    }

    [Fact]
    public async Task The_shell_understands_the_script_for_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "azd runs the other script there.");

        var (code, output) = await Tool.RunAsync("sh", ["-n", Path.Combine(Folder, "scripts", "post-up.sh")], Stop);

        Assert.True(code == 0, output);
    }

    // A function that does not exist would lose uploads or alerts unnoticed.
    [Fact]
    public async Task The_app_has_every_function_that_a_template_names()
    {
        var code =
            await ReadAsync(Directory.EnumerateFiles(Repository.PathOf("src", "Backtest.Functions"), "*.cs", SearchOption.AllDirectories));
        var functions = Regex.Matches(code, @"\[Function\(""?(\w+)""?\)\]").Select(match => match.Groups[1].Value).ToHashSet();
        var named = Regex.Matches(
            await ReadAsync(Templates),
            @"param functionName string = '(\w+)'|AzureWebJobs\.(\w+)\.Disabled|has_any \((?:""(\w+)""(?:, )?)+\)")
            .SelectMany(match => match.Groups.Values.Skip(1))
                .SelectMany(group => group.Captures)
                .Select(capture => capture.Value)
                .ToHashSet();

        Assert.Equal(5, named.Count);
        Assert.Subset(functions, named);
    }

    // The app does not start with a setting that it does not know.
    [Fact]
    public async Task The_app_knows_every_setting_that_a_template_gives_it()
    {
        var options = await File.ReadAllTextAsync(
            Repository.PathOf("src", "Backtest.Functions", "Hosting", "DurableOptions.cs"), Stop);

        var given = Regex.Matches(await ReadAsync(Templates), @"Backtest__Durable__(\w+):").Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["EventGridTopic"], given);
        Assert.All(given, name => Assert.Contains($" {name} {{ get; init; }}", options, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_that_was_not_delivered_is_kept_in_a_container_that_is_there()
    {
        BicepCompiler.Require();
        var subscription = await BicepCompiler.BuildAsync(Path.Combine(Folder, "subscription.bicep"), Stop);
        var storage = await BicepCompiler.BuildAsync(Path.Combine(Folder, "modules", "storage.bicep"), Stop);

        var uploads = subscription["resources"]!.AsArray().Single()!["properties"]!;
        Assert.Equal(
            "[parameters('deadLetterContainerName')]",
            (string?)uploads["deadLetterWithResourceIdentity"]!["deadLetterDestination"]!["properties"]!["blobContainerName"]);
        Assert.Equal(
            (string?)storage["variables"]!["deadLetterContainer"],
            (string?)subscription["parameters"]!["deadLetterContainerName"]!["defaultValue"]);
        Assert.Contains("[variables('deadLetterContainer')]", storage["variables"]!["containers"]!.AsArray()
            .Select(container => (string?)container));
    }

    // Events of other blobs cost money; a missing kind would never be processed.
    [Fact]
    public async Task The_subscription_is_to_the_files_that_are_uploads_and_to_their_grids()
    {
        var template = await File.ReadAllTextAsync(Path.Combine(Folder, "subscription.bicep"), Stop);

        var endings = Regex.Match(
            template, @"operatorType: 'StringEndsWith'\s+key: 'subject'\s+values: \[(?<values>[^\]]+)\]").Groups["values"].Value;
        Assert.Equal([.. BlobLayout.UploadEndings, BlobLayout.GridEnding], Regex.Matches(endings, "'([^']+)'")
            .Select(ending => ending.Groups[1].Value));
    }

    private static async Task<string> ReadAsync(IEnumerable<string> files) =>
        string.Concat(await Task.WhenAll(files.Select(file => File.ReadAllTextAsync(file, Stop))));

    private static IEnumerable<YamlMappingNode> Mappings(YamlNode node) =>
        ((YamlMappingNode)node).Children.Values.OfType<YamlMappingNode>();

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
