using System.Globalization;

namespace Backtest.Core.Tests.Reference;

/// <summary>The 120 series of m3_sample.csv.</summary>
internal static class M3Sample
{
    public static IReadOnlyList<Row> Rows { get; } = [.. ReferenceFile.ReadLines("m3_sample.csv").Skip(1).Select(Parse)];

    private static Row Parse(string line)
    {
        var fields = line.Split(',');
        return new Row(fields[0], int.Parse(fields[2], CultureInfo.InvariantCulture), Values(fields[4]), Values(fields[5]));
    }

    private static double[] Values(string text) => [.. text.Split(';').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];

    /// <summary>A series with the part after it, to score its forecasts.</summary>
    public sealed record Row(string Id, int SeasonLength, double[] Train, double[] Test)
    {
        public double Smape(double[] forecast) =>
            forecast.Zip(Test).Average(pair => 200 * Math.Abs(pair.First - pair.Second) / (Math.Abs(pair.First) + Math.Abs(pair.Second)));

        /// <summary>Scaled by the mean change over a season within the training part.</summary>
        public double Mase(double[] forecast) =>
            forecast.Zip(Test).Average(pair => Math.Abs(pair.First - pair.Second))
            / Enumerable.Range(SeasonLength, Train.Length - SeasonLength).Average(t => Math.Abs(Train[t] - Train[t - SeasonLength]));
    }
}
