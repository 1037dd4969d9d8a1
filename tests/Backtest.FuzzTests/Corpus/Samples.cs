using System.Text;

namespace Backtest.FuzzTests.Corpus;

/// <summary>The samples of the repository, and small files with shapes that those lack.</summary>
internal static class Samples
{
    /// <summary>Files of series.</summary>
    public static byte[][] Series { get; } =
    [
        .. Embedded(".csv"),
        .. new[]
        {
            "1\n2\n3\n4\n5\n",
            "y\n2800\nNA\n\n2,5\n",
            "unique_id,ds,y\na,2020-01-01,1\na,2020-01-02,2\nb,2020-01-01,3\nb,2020-01-02,\n",
            "date;visits;sales\n2020-01-01;1,5;2\n2020-01-03;3,5;4\n",
            "消费时间\n2024-01-01 08:00:00\n2024-01-02 09:30:00\n2024-01-05 10:00:00\n",
            "ds\ty\n2020-01\t1\n2020-02\t2\n2020-03\t3\n",
            "date,\"a \"\"quoted\"\" name\",\"two\nlines\"\n1/2/2020,1,2\n13/2/2020,3,4\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Grids.</summary>
    public static byte[][] Grids { get; } =
    [
        .. Embedded(".json"),
        .. new[]
        {
            "{}",
            "{ \"target\": \"y\", \"futureCovariates\": [\"x\"], \"search\": { \"method\": \"halving\", \"reduction\": 2, \"rounds\": 2 "
                + "}, \"lstm\": { \"epochs\": 8, \"dense\": [[{ \"units\": 4, \"activation\": \"relu\" }]] } }",
            "{ \"search\": \"random\", \"arima\": [{ \"p\": { \"from\": 0, \"to\": 24, \"step\": 1 }, \"auto\": \"stepwise\" }], "
                + "\"ets\": \"auto\", \"theta\": {}, \"ensemble\": { \"combine\": \"mean\", \"best\": [2, 3] } }",
            "{ // comment\n \"horizon\": 3, \"lstm\": { \"units\": [4, 8], \"learningRate\": { \"from\": 1e-4, \"to\": 1e-1, \"count\": "
                + "4, \"scale\": \"log\" }, \"output\": \"direct\", \"bins\": 5 }, }",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Words with a meaning for readers of series.</summary>
    public static string[] SeriesTokens { get; } =
    [
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\"",
        "\"\"",
        "NA",
        "NaN",
        "inf",
        "-Infinity",
        "1e308",
        "1e-400",
        "1e999999999",
        "-0",
        "0x10",
        "1,5",
        "1.234,5",
        "1 000",
        "２３",
        "=1+1",
        "@SUM(A1)",
        "9999-12-31",
        "0001-01-01",
        "2020-02-30",
        "12/31/2020",
        "31/12/2020",
        "2020-W01",
        "2020Q1",
        "24:00:00",
        "2020-01-01T00:00:00+14:00",
        "1600000000",
        "unique_id",
        "ds",
        "y",
        "date",
        "\u202e",
        "\ufeff",
        "\0",
        "\ud83d\ude00",
        "消费时间",
        "../../etc/passwd",
        "\u2028",
        "\u00a0",
        "null",
        "true",
        "99999999999999999999999999999999999999",
    ];

    /// <summary>Words with a meaning for readers of grids.</summary>
    public static string[] GridTokens { get; } =
    [
        "{",
        "}",
        "[",
        "]",
        "[[",
        "]]",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "-1",
        "0",
        "1e308",
        "1e999",
        "2147483648",
        "-2147483649",
        "0.1",
        "1.0",
        "\"auto\"",
        "\"random\"",
        "\"halving\"",
        "//",
        "/*",
        "\"arima\":",
        "\"lstm\":",
        "\"ets\":",
        "\"theta\":",
        "\"ensemble\":",
        "\"baselines\":",
        "\"search\":",
        "\"from\":",
        "\"to\":",
        "\"step\":",
        "\"count\":",
        "\"scale\":\"log\"",
        "\"p\":",
        "\"P\":",
        "\"m\":",
        "\"units\":",
        "\"epochs\":",
        "\"dense\":",
        "\"transforms\":",
        "\"covariates\":",
        "\"bins\":",
        "\"method\":",
        "\"trials\":",
        "{\"from\":0,\"to\":1000000000,\"step\":1}",
        "\\ud800",
        "\\u0000",
        "\"engine\":\"lstm\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "[0,1,2,3,4,5,6,7,8,9,10,11,12]",
    ];

    private static IEnumerable<byte[]> Embedded(string extension)
    {
        var assembly = typeof(Samples).Assembly;
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Samples/", StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            yield return content.ToArray();
        }
    }
}
