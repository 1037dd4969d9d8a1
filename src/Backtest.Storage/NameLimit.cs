using System.Globalization;
using System.Text;
using Backtest.Core.Problems;

namespace Backtest.Storage;

/// <summary>
/// The length of names that a storage allows, beyond the rule for all names. With 100 characters every path is short enough for
/// Azure, whose limit is 1,024 characters. File systems limit each part of a path in bytes.
/// </summary>
public static class NameLimit
{
    /// <summary>Returns the name of an upload if the storage can hold it.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public static string Upload(IBlobStore store, string name)
    {
        if (Over(store, name, BlobLayout.Grid(name)[BlobLayout.Uploads.Length..]) is var (bytes, most))
        {
            throw new InputException(
                $"The series name '{name}' has {Text(bytes)} bytes as UTF-8; the storage has room for {Text(most)}.", "name", Right);
        }

        return name;
    }

    private const string Right =
        "Give a shorter one: a letter has one byte in English, up to two in most other alphabets, three in Chinese, Japanese and Korean.";

    // Bytes of the name, and their maximum beside the endings that are added to it.
    private static (int Bytes, int Most)? Over(IBlobStore store, string name, string part)
    {
        var (bytes, added) = (Encoding.UTF8.GetByteCount(name), part.Length - name.Length);
        return store.MaxPartBytes is { } limit && bytes + added > limit ? (bytes, limit - added) : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
