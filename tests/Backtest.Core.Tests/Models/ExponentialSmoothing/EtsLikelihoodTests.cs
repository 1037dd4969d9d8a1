using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Models.ExponentialSmoothing;

public sealed class EtsLikelihoodTests
{
    public static TheoryData<EtsForm> Forms => [.. Enum.GetValues<EtsForm>().Where(form => form is not (EtsForm.Auto or EtsForm.Average))];

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_gradient_is_the_limit_of_differences(EtsForm form)
    {
        var components = EtsComponents.Of(form);
        var random = new SeededRandom(7);
        var series = Enumerable.Range(0, 40)
            .Select(t => t is 9 or 22 ? double.NaN : 1 + (0.01 * t) + (0.2 * Math.Sin(t * Math.PI / 2)) + (0.05 * random.NextNormal()))
                .ToArray();
        var objective = new EtsObjective(
            components, new EtsLikelihood(components, series, 4), InitialStates.Of(series, components, 4), 0.1);
        var at = Enumerable.Range(0, objective.Size).Select(_ => 0.3 * random.NextNormal()).ToArray();
        Assert.True(double.IsFinite(objective.Evaluate(at)));

        var gradient = new double[objective.Size];
        objective.Gradient(at, gradient);

        for (var k = 0; k < objective.Size; k++)
        {
            const double Step = 1e-5;
            double Shifted(double by)
            {
                var moved = (double[])at.Clone();
                moved[k] += by;
                return objective.Evaluate(moved);
            }

            Assert.Equal((Shifted(Step) - Shifted(-Step)) / (2 * Step), gradient[k], 1e-7);
        }
    }

    [Fact]
    public void The_likelihood_is_the_sum_of_the_normal_densities_of_its_one_step_forecasts()
    {
        double[] series = [12, 15, 11, 14, 18, 13, 16, 19, 15, 17];
        foreach (var form in new[] { EtsForm.ANN, EtsForm.AAN, EtsForm.MNN, EtsForm.MAN })
        {
            var model = EtsFitter.Fit(series, new EtsSpec(form), TestContext.Current.CancellationToken);
            var errors = model.Residuals(series);
            var variance = errors.Sum(error => error * error) / series.Length;

            // With multiplicative errors y = mu (1 + e), the density of y is that of e divided by mu.
            var density = errors.Zip(series).Sum(pair =>
                (-0.5 * Math.Log(2 * Math.PI * variance)) - (pair.First * pair.First / (2 * variance))
                - (EtsComponents.Of(form).HasMultiplicativeErrors ? Math.Log(pair.Second / (1 + pair.First)) : 0));

            Assert.Equal(density, model.LogLikelihood, 1e-9);
        }
    }
}
