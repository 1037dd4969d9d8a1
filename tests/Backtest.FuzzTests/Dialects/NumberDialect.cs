using System.Globalization;

namespace Backtest.FuzzTests.Dialects;

/// <summary>The format of numbers, and the text for a missing one.</summary>
internal sealed record NumberDialect(
    bool DecimalComma, string Group, int Decimals, double Size, string Before, string After, bool Negative, string Missing)
{
    private static readonly string[] MissingMarks = ["", "NA", "NaN", "null", "n/a", "#N/A", ".", "..", "-", "?", "None"];

    public static NumberDialect Of(Random random)
    {
        var decimalComma = random.Next(3) == 0;
        var group =
            random.Next(4) switch { 0 => decimalComma ? "." : ",", 1 when random.Next(2) == 0 => random.Next(2) == 0 ? " " : "'", _ => "" };
        var (before, after) = random.Next(8) switch { 0 => ("$", ""), 1 => ("", " €"), 2 => ("", "%"), _ => ("", "") };
        return new NumberDialect(
            decimalComma,
            group,
            random.Next(4),
            Math.Pow(10, random.Next(0, 6)),
            before,
            after,
            random.Next(4) == 0,
            MissingMarks[random.Next(MissingMarks.Length)]);
    }

    /// <summary>A random number as text, and its value.</summary>
    public (string Text, double Value) Next(Random random)
    {
        var number = Math.Round(Size * (0.5 + random.NextDouble()), Decimals) * (Negative && random.Next(3) == 0 ? -1 : 1);
        var plain = Math.Abs(number).ToString($"F{Decimals}", CultureInfo.InvariantCulture);
        plain = Decimals > 0 && random.Next(3) == 0 ? plain.TrimEnd('0').TrimEnd('.') : plain;
        var value = double.Parse(plain, CultureInfo.InvariantCulture) * (number < 0 ? -1 : 1);
        var (whole, rest) = plain.Split('.') is [var a, var b] ? (a, (DecimalComma ? "," : ".") + b) : (plain, "");
        for (var k = whole.Length - 3; k > 0 && Group.Length > 0; k -= 3)
        {
            whole = whole.Insert(k, Group);
        }

        return ($"{(number < 0 ? "-" : "")}{Before}{whole}{rest}{After}", value);
    }

    /// <summary>The same, or a missing one in one case of several.</summary>
    public (string Text, double Value) NextOrMissing(Random random, int oneIn) =>
        random.Next(oneIn) == 0 ? (Missing, double.NaN) : Next(random);
}
