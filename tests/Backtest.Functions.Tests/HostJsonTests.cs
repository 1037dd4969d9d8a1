using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Backtest.Engineering;
using Backtest.Functions.Tests.Standin;
using DurableTask.Core.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backtest.Functions.Tests;

/// <summary>
/// host.json and the settings of a local start, as read by the host's extension for durable tasks, in the version that is deployed with
/// the app.
/// </summary>
public sealed class HostJsonTests
{
    private const string Namespace = "Microsoft.Azure.WebJobs.Extensions.DurableTask";
    private const string Section = "extensions:durableTask";

    private static readonly string Folder = Path.Combine(FunctionsHostStandin.WorkerFolder, ".azurefunctions");
    private static readonly Assembly Extension = Load();

    [Theory]
    [InlineData("", "DurableTaskOptions")]
    [InlineData(":storageProvider", "AzureStorageOptions")]
    [InlineData(":tracing", "TraceOptions")]
    public void Every_option_is_one_that_the_extension_has(string section, string type)
    {
        var options = HostJson.GetSection(Section + section).GetChildren().Select(option => option.Key).ToList();

        // The extension chooses the reader of the other settings by the type of the storage.
        Assert.NotEmpty(options);
        Assert.Empty(options.Except(Properties(type).Append("type"), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Orchestrations_of_this_and_older_versions_are_taken_and_newer_ones_left_to_newer_hosts()
    {
        var options = HostJson.GetSection(Section);

        Assert.True(Version.TryParse(options["defaultVersion"], out _));
        Assert.Equal(
            VersioningSettings.VersionMatchStrategy.CurrentOrOlder,
            options.GetValue<VersioningSettings.VersionMatchStrategy>("versionMatchStrategy"));
        Assert.Equal(
            VersioningSettings.VersionFailureStrategy.Reject,
            options.GetValue<VersioningSettings.VersionFailureStrategy>("versionFailureStrategy"));
    }

    [Fact]
    public void Work_of_a_killed_host_is_handed_out_again_as_soon_as_the_extension_allows()
    {
        Validate(StorageOptions());

        var sooner = StorageOptions();
        sooner.GetType().GetProperty("ControlQueueVisibilityTimeout")!.SetValue(sooner, TimeSpan.FromSeconds(59));
        Assert.Contains(
            "must be between 1 and 60 minutes", Assert.Throws<TargetInvocationException>(() => Validate(sooner)).InnerException!.Message);

        // This one has no bound. Locks are renewed 30 seconds before they expire, so a minute is twice as long as needed.
        Assert.Equal("00:01:00", Value(StorageOptions(), "WorkItemQueueVisibilityTimeout"));
    }

    [Fact]
    public void A_local_start_traces_nothing_and_so_warns_of_nothing()
    {
        const string prefix = "AzureFunctionsJobHost:";
        var sample = new ConfigurationBuilder().AddJsonFile(Repository.PathOf("local.settings.sample.json")).Build().GetSection("Values");
        var local = sample.GetChildren()
            .Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value))
            .Where(setting => setting.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(setting => setting.Key[prefix.Length..], setting => setting.Value);

        var (deployed, here) = (Tracing(HostJson),
            Tracing(new ConfigurationBuilder().AddConfiguration(HostJson).AddInMemoryCollection(local).Build()));

        // With "V2" it warns without a tracing target, and without tracing it advertises "V2".
        Assert.Equal(("True", "V2"), deployed);
        Assert.Equal(("True", "None"), here);
    }

    private static IConfiguration HostJson { get; } =
        new ConfigurationBuilder().AddJsonFile(Path.Combine(FunctionsHostStandin.WorkerFolder, "host.json")).Build();

    // The type itself does not load without the host's own assemblies.
    private static List<string> Properties(string type)
    {
        using var file = new PEReader(File.OpenRead(Extension.Location));
        var reader = file.GetMetadataReader();
        return [.. reader.TypeDefinitions.Select(reader.GetTypeDefinition)
            .Single(definition => reader.StringComparer.Equals(definition.Name, type))
            .GetProperties().Select(property => reader.GetString(reader.GetPropertyDefinition(property).Name))];
    }

    private static (string? IsEnabled, string? Version) Tracing(IConfiguration host)
    {
        var options = host.GetSection($"{Section}:tracing").Get(Type("TraceOptions"))!;
        return (Value(options, "DistributedTracingEnabled"), Value(options, "Version"));
    }

    private static object StorageOptions() => HostJson.GetSection($"{Section}:storageProvider").Get(Type("AzureStorageOptions"))!;

    private static void Validate(object storage) =>
        storage.GetType().GetMethod("Validate", [typeof(ILogger)])!.Invoke(storage, [NullLogger.Instance]);

    private static string? Value(object owner, string property) => owner.GetType().GetProperty(property)!.GetValue(owner)?.ToString();

    private static Type Type(string name) => Extension.GetType($"{Namespace}.{name}", throwOnError: true)!;

    // Assemblies that it needs and the tests lack are not beside it.
    private static Assembly Load()
    {
        var context = new AssemblyLoadContext("extension");
        context.Resolving += (_, name) => Path.Combine(Folder, $"{name.Name}.dll") is var path && File.Exists(path)
            ? context.LoadFromAssemblyPath(path)
            : null;
        return context.LoadFromAssemblyPath(Path.Combine(Folder, $"{Namespace}.dll"));
    }
}
