using Backtest.Core.Diagnostics;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class TailProbabilityTests
{
    [Fact]
    public void Tails_are_those_of_R_down_to_the_smallest()
    {
        var reference = ReferenceFile.Read("r_tail_probabilities.json");
        Assert.All(Rows("chiSquared"), row => Close(row[2], TailProbability.ChiSquared(row[0], row[1])));
        Assert.All(Rows("f"), row => Close(row[3], TailProbability.F(row[0], row[1], row[2])));
        Assert.All(Rows("normal"), row => Close(row[1], TailProbability.NormalBelow(row[0])));

        IEnumerable<double[]> Rows(string name) => reference.GetProperty(name).EnumerateArray().Select(row => row.Doubles());

        static void Close(double expected, double actual) => Assert.Equal(expected, actual, 1e-9 * expected);
    }
}
