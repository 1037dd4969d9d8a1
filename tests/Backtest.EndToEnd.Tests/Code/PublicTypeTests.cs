using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Theta;
using Backtest.Engineering;
using Backtest.Runs;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>
/// Types are public only if another project needs them, or the contract, whose descriptions come from public types alone.
/// </summary>
public sealed partial class PublicTypeTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Those that this test project refers to, directly or through others.
    private static readonly string[] Projects =
    [
        "Backtest.Core", "Backtest.Files", "Backtest.Http", "Backtest.Onnx", "Backtest.Reports", "Backtest.Runs", "Backtest.Storage",
    ];

    [Fact]
    public void A_public_type_is_used_by_another_project_or_is_part_of_one_that_is()
    {
        var words = WordsByProject();
        var contract = JsonNode.Parse(File.ReadAllText(Repository.PathOf("docs", "openapi.json")))!["components"]!["schemas"]!.AsObject();
        var types = Projects.SelectMany(project => Assembly.Load(project).GetExportedTypes()).Where(type => !type.IsNested).ToList();
        Assert.InRange(types.Count, 300, 3_000);

        var needed = Closure(types.Where(type => contract.ContainsKey(type.Name) || IsUsedElsewhere(type, words)));

        Assert.Empty(types.Where(type => !needed.Contains(type)).Select(type => type.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Types_in_the_signatures_of_a_needed_type_are_needed()
    {
        var needed = Closure([typeof(ScoredTrial)]);

        // A property, one of a property's property, and a class that JSON knows by an attribute.
        Assert.Superset(new HashSet<Type> { typeof(ModelSpec), typeof(MetricSet), typeof(ThetaForm) }, needed);
        Assert.DoesNotContain(typeof(BacktestOptions), needed);
    }

    private static bool IsUsedElsewhere(Type type, IReadOnlyDictionary<string, HashSet<string>> words) =>
        words.Any(project => !IsOwn(project.Key, type.Assembly.GetName().Name!) && NamesOf(type).Any(project.Value.Contains));

    // Internal types are visible to the tests of their project.
    private static bool IsOwn(string project, string owner) => project == owner || project == $"{owner}.Tests";

    // Extension methods are used without the name of their type.
    private static IEnumerable<string> NamesOf(Type type) =>
    [
        type.Name.Split('`')[0],
        .. type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), inherit: false))
            .Select(method => method.Name),
    ];

    private static HashSet<Type> Closure(IEnumerable<Type> used)
    {
        var (needed, next) = (new HashSet<Type>(), new Stack<Type>(used));
        while (next.TryPop(out var type))
        {
            if (needed.Add(type))
            {
                foreach (var part in SignatureOf(type).SelectMany(Simple))
                {
                    next.Push(part);
                }
            }
        }

        return needed;
    }

    // What is visible of a type: its bases, attributes, members and nested types.
    private static IEnumerable<Type> SignatureOf(Type type) =>
    [
        .. type.BaseType is { } ancestor ? [ancestor] : Array.Empty<Type>(),
        .. type.GetInterfaces(),
        .. type.GetGenericArguments().Where(argument => argument.IsGenericParameter)
            .SelectMany(argument => argument.GetGenericParameterConstraints()),
        .. type.GetNestedTypes(Declared).Where(nested => nested.IsNestedPublic || nested.IsNestedFamily),
        .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType),
        .. type.GetConstructors(Declared).Where(IsVisible).SelectMany(ParametersOf),
        .. type.GetMethods(Declared).Where(IsVisible).SelectMany(method => ParametersOf(method).Append(method.ReturnType)),
        .. type.CustomAttributes.Concat(type.GetMembers(Declared).SelectMany(member => member.CustomAttributes))
            .SelectMany(attribute => attribute.ConstructorArguments.Select(argument => argument.Value as Type).OfType<Type>()
                .Append(attribute.AttributeType)),
    ];

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static IEnumerable<Type> ParametersOf(MethodBase method) => method.GetParameters().Select(parameter => parameter.ParameterType);

    // Without arrays, pointers and type arguments.
    private static IEnumerable<Type> Simple(Type type) =>
        type.HasElementType ? Simple(type.GetElementType()!)
        : type.IsGenericType && !type.IsGenericTypeDefinition
            ? type.GetGenericArguments().SelectMany(Simple).Append(type.GetGenericTypeDefinition())
        : type.IsNested ? [type, type.DeclaringType!]
        : [type];

    // The words of every project's code, without comments.
    private static Dictionary<string, HashSet<string>> WordsByProject() =>
        SourceFiles.In("src", "tests", "bench", "eng")
            .GroupBy(file => ProjectOf(Path.GetRelativePath(Repository.Root, file)))
            .ToDictionary(
                project => project.Key,
                project => project
                    .SelectMany(file => WordPattern().Matches(CommentPattern().Replace(File.ReadAllText(file), "")))
                    .Select(word => word.Value)
                    .ToHashSet());

    private static string ProjectOf(string file) => file.Split(Path.DirectorySeparatorChar) is [_, var project, _, ..] ? project : "";

    [GeneratedRegex(@"\b[A-Za-z_]\w+\b")]
    private static partial Regex WordPattern();

    [GeneratedRegex("//.*")]
    private static partial Regex CommentPattern();
}
