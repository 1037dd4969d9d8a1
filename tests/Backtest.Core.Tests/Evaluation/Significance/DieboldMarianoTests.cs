using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Evaluation.Significance;

public sealed class DieboldMarianoTests
{
    [Fact]
    public void Statistics_and_p_values_are_those_of_R()
    {
        var reference = ReferenceFile.Read("r_accuracy_tests.json");
        foreach (var test in reference.GetProperty("tests").EnumerateArray())
        {
            var errors = reference.GetProperty("errors").GetProperty(test.GetProperty("errors").GetString()!);
            var power = test.GetProperty("power").GetInt32();
            double Loss(double error) => Math.Pow(Math.Abs(error), power);
            var differences = errors[0].Doubles().Zip(errors[1].Doubles(), (first, second) => Loss(first) - Loss(second)).ToArray();

            var result = DieboldMariano.Test(differences, test.GetProperty("horizon").GetInt32())!;

            Assert.Equal(test.GetProperty("statistic").GetDouble(), result.Statistic, 1e-9);
            Assert.Equal(test.GetProperty("pValue").GetDouble(), result.PValue, 1e-9);
            Assert.Equal(differences.Length, result.Count);
        }
    }

    [Theory]
    [InlineData(1, 0.1, 0.1, 0.1, 0.1, 0.1)]
    [InlineData(1, 0.0, 0.0, 0.0)]
    [InlineData(1, 2.0)]
    [InlineData(3, 1.0, 2.0, 3.0)]
    public void Differences_that_are_too_few_or_do_not_vary_have_no_test(int horizon, params double[] differences) =>
        Assert.Null(DieboldMariano.Test(differences, horizon));

    [Fact]
    public void Swapping_the_forecasts_changes_the_sign_alone()
    {
        double[] differences = [1, -2, 4, 0.5, -3, 2, 2];

        var (one, other) = (DieboldMariano.Test(differences, 2)!, DieboldMariano.Test([.. differences.Select(d => -d)], 2)!);

        Assert.Equal(-one.Statistic, other.Statistic);
        Assert.Equal(one.PValue, other.PValue);
    }
}
