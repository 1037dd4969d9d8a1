using System.Text.Json;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>Reads the fields of a JSON object in a grid and reports errors.</summary>
internal static class FieldReader
{
    private const int MostShown = 60;

    /// <summary>Reads an object into a record.</summary>
    /// <param name="fields">The known fields.</param>
    /// <param name="value">A JSON object.</param>
    /// <param name="where">Its place in the grid.</param>
    /// <exception cref="InputException">A field is unknown, appears twice, or has an invalid value.</exception>
    public static T Read<T>(IReadOnlyList<GridField<T>> fields, JsonElement value, string where)
        where T : new()
    {
        var record = new T();
        var seen = new HashSet<string>();
        foreach (var given in value.EnumerateObject())
        {
            CheckOnce(seen, given.Name, where);
            record = Find(fields, field => field.Axis.Name, given.Name, where).Read(record, given.Value, $"{where}.{given.Name}");
        }

        return record;
    }

    /// <summary>Finds an entry by its name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static T Find<T>(IReadOnlyList<T> known, Func<T, string> nameOf, string name, string where)
        where T : class =>
        known.FirstOrDefault(one => nameOf(one) == name) ?? throw Unknown(name, where, known.Select(nameOf));

    /// <summary>The problem of an unknown key.</summary>
    public static InputException Unknown(string name, string where, IEnumerable<string> known) =>
        new($"The key '{name}' is not known.", where, $"Known keys are {string.Join(", ", known)}.");

    /// <summary>Reads a value that the axis accepts.</summary>
    /// <exception cref="InputException">The axis does not accept the value.</exception>
    public static JsonElement Check(GridAxis axis, JsonElement value, string where)
    {
        if (axis.Values is Objects objects && value.ValueKind == JsonValueKind.Object)
        {
            var seen = new HashSet<string>();
            foreach (var given in value.EnumerateObject())
            {
                CheckOnce(seen, given.Name, where);
                Check(Find(objects.Fields, field => field.Name, given.Name, where), given.Value, $"{where}.{given.Name}");
            }
        }

        if (!axis.Values.Accepts(value))
        {
            var text = value.GetRawText();
            var shown = text.Length <= MostShown ? text : text[..MostShown] + "...";
            throw new InputException($"{shown} is not allowed.", where, $"Give {axis.Values.InWords}.");
        }

        return value;
    }

    /// <summary>Records a key of an object.</summary>
    /// <exception cref="InputException">The key appeared before.</exception>
    public static void CheckOnce(HashSet<string> seen, string name, string where)
    {
        if (!seen.Add(name))
        {
            throw new InputException($"The key '{name}' occurs twice.", where, "Give each key once.");
        }
    }
}
