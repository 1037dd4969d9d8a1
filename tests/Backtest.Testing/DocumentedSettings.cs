using System.Globalization;
using System.Text.RegularExpressions;
using Backtest.Engineering;

namespace Backtest.Testing;

/// <summary>The tables of docs/settings.md.</summary>
public static partial class DocumentedSettings
{
    /// <summary>Asserts that a table has every setting of a class of options with its default, and no others.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="heading">The heading above the table.</param>
    /// <param name="ofMachine">Defaults that depend on the machine, with their words.</param>
    public static async Task AssertDefaultsAsync<T>(string heading, params (string Name, object Value, string Words)[] ofMachine)
        where T : new()
    {
        var lines = await File.ReadAllLinesAsync(Repository.PathOf("docs", "settings.md"), TestContext.Current.CancellationToken);
        var written = lines
            .SkipWhile(line => line != heading)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .SelectMany(Settings);
        var defaults = new T();
        var expected = typeof(T).GetProperties().Where(property => property.CanWrite).Select(property =>
            (property.Name, Words(property.GetValue(defaults)!, ofMachine.FirstOrDefault(one => one.Name == property.Name))));
        Assert.Equal(expected.Order(), written.Order());
    }

    // A row may have several settings, with their defaults in the same order.
    private static IEnumerable<(string Name, string Default)> Settings(string row)
    {
        var cells = row.Split('|');
        return NamePattern().Matches(cells[1])
            .Select(name => name.Groups["name"].Value)
            .Zip(cells[2].Split(';').Select(cell => cell.Trim()));
    }

    private static string Words(object value, (string Name, object Value, string Words) ofMachine) => value switch
    {
        _ when value.Equals(ofMachine.Value) => ofMachine.Words,
        string text => text.Length == 0 ? "none" : text,
        bool flag => flag ? "`true`" : "`false`",
        IFormattable number => number.ToString("#,0.##", CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    [GeneratedRegex("`(?<name>[A-Za-z]+)`")]
    private static partial Regex NamePattern();
}
