using System.Text.Json;

namespace Backtest.Core.Tests.Reference;

/// <summary>Numbers computed by other software, named in README.md beside the files.</summary>
internal static class ReferenceFile
{
    public static JsonElement Read(string name)
    {
        using var stream = Open(name);
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    public static IEnumerable<string> ReadLines(string name)
    {
        using var reader = new StreamReader(Open(name));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public static float[] Floats(this JsonElement element) => [.. element.Numbers().Select(value => (float)value)];

    public static double[] Doubles(this JsonElement element) => [.. element.Numbers()];

    private static Stream Open(string name) =>
        typeof(ReferenceFile).Assembly.GetManifestResourceStream($"Backtest.Core.Tests.Reference.{name}")!;

    private static IEnumerable<double> Numbers(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        JsonValueKind.Null => [double.NaN],
        _ => [element.GetDouble()],
    };
}
