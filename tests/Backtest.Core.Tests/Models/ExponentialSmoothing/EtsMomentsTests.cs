using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Models.ExponentialSmoothing;

public sealed class EtsMomentsTests
{
    public static TheoryData<EtsForm> Forms =>
        [.. Enum.GetValues<EtsForm>()
            .Where(form => form is not (EtsForm.Auto or EtsForm.Average or EtsForm.ANM or EtsForm.AAM or EtsForm.AAdM))];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Means_and_deviations_are_those_of_simulated_paths(EtsForm form)
    {
        const int Paths = 40_000;
        const int Horizon = 11;
        const double Sigma = 0.08;
        var components = EtsComponents.Of(form);
        var parameters = new SmoothingParameters(
            0.5, components.HasTrend ? 0.2 : 0, components.IsSeasonal ? 0.4 : 0, components.IsDamped ? 0.85 : 1);
        var state = new EtsState(1, components.HasTrend ? 0.1 : 0, components.Season switch
        {
            EtsSeason.Additive => [0.2, -0.3, 0.15, -0.05],
            EtsSeason.Multiplicative => [1.2, 0.7, 1.15, 0.95],
            _ => [],
        });

        var (mean, deviation) = EtsMoments.Of(components, parameters, state, Sigma * Sigma, Horizon);

        var random = new SeededRandom(11);
        var (sums, squares) = (new double[Horizon], new double[Horizon]);
        for (var k = 0; k < Paths; k++)
        {
            var recursion = EtsRecursion.From(components.Season, parameters, state);
            for (var h = 0; h < Horizon; h++)
            {
                var forecast = recursion.Predict();
                var error = Sigma * random.NextNormal() * (components.HasMultiplicativeErrors ? forecast : 1);
                sums[h] += forecast + error - mean[h];
                squares[h] += (forecast + error - mean[h]) * (forecast + error - mean[h]);
                recursion.Advance(error);
            }
        }

        for (var h = 0; h < Horizon; h++)
        {
            // Four standard errors of a mean, and five of a deviation of about normal values.
            Assert.Equal(0, sums[h] / Paths, 4 * deviation[h] / Math.Sqrt(Paths));
            Assert.Equal(1, Math.Sqrt(squares[h] / Paths) / deviation[h], 5 / Math.Sqrt(2.0 * Paths));
        }
    }
}
