using System.Collections.Frozen;
using System.Text;

namespace Backtest.Core.Series;

/// <summary>
/// Composes letters with Latin accents to single characters (NFC). Some operating systems write file names with separate accents, and the
/// runtime composes nothing in its invariant mode.
/// </summary>
internal static class ComposedText
{
    // Combining marks, each with the letters that carry it and the composed characters.
    private static readonly (char Mark, string Letters, string Composed)[] Accents =
    [
        ('\u0300', "AEINOUaeinou", "ÀÈÌǸÒÙàèìǹòù"),
        ('\u0301', "ACEILNORSUYZacelinorsuyz", "ÁĆÉÍĹŃÓŔŚÚÝŹáćéĺíńóŕśúýź"),
        ('\u0302', "ACEGHIJOSUWYaceghijosuwy", "ÂĈÊĜĤÎĴÔŜÛŴŶâĉêĝĥîĵôŝûŵŷ"),
        ('\u0303', "AINOUainou", "ÃĨÑÕŨãĩñõũ"),
        ('\u0304', "AEIOUaeiou", "ĀĒĪŌŪāēīōū"),
        ('\u0306', "AEGIOUaegiou", "ĂĔĞĬŎŬăĕğĭŏŭ"),
        ('\u0307', "CEGIZcegz", "ĊĖĠİŻċėġż"),
        ('\u0308', "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
        ('\u030A', "AUau", "ÅŮåů"),
        ('\u030B', "OUou", "ŐŰőű"),
        ('\u030C', "CDENRSTZcdenrstz", "ČĎĚŇŘŠŤŽčďěňřšťž"),
        ('\u0327', "CGKLNRSTckglnrst", "ÇĢĶĻŅŖŞŢçķģļņŗşţ"),
        ('\u0328', "AEIUaeiu", "ĄĘĮŲąęįų"),
    ];

    private static readonly FrozenDictionary<(char Letter, char Mark), char> Pairs = Accents
        .SelectMany(accent => accent.Letters.Zip(accent.Composed, (letter, composed) => ((letter, accent.Mark), composed)))
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.composed);

    /// <summary>The text in its composed form.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\u0328'))
        {
            return text;
        }

        var composed = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (composed.Length > 0 && Pairs.TryGetValue((composed[^1], character), out var one))
            {
                composed[^1] = one;
            }
            else
            {
                composed.Append(character);
            }
        }

        return composed.ToString();
    }
}
