using System.Text.Json;
using Backtest.Core.Models.Arima;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>Every fit in r_arima_fixed.json: R 4.2's arima() with optim's reltol 1e-12.</summary>
public sealed class RReferenceTests
{
    /// <summary>
    /// Cases in which this search finds a higher maximum than R's local one, so that only the likelihood can be compared.
    /// </summary>
    private static readonly string[] HigherThanR =
    [
        "AirPassengers|(2,1,2)(0,0,0)[12]|CSS",
        "AirPassengers|(2,1,2)(0,0,0)[12]|CSS-ML",
    ];

    /// <summary>
    /// R's conditional sum of squares is smallest at theta = -1.06 here, where its recursion explodes; fits are invertible.
    /// </summary>
    private const string NotInvertibleInR = "AirPassengers|(2,1,1)(0,1,0)[12]|CSS";

    public static TheoryData<string> Cases =>
        [.. ArimaReference.Fixed.EnumerateObject().Select(property => property.Name).Where(name => name != NotInvertibleInR)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fit_agrees_with_R(string name)
    {
        var expected = ArimaReference.Fixed.GetProperty(name);
        var (y, model) = Fit(name);
        var logLikelihood = expected.GetProperty("loglik").GetDouble();
        if (HigherThanR.Contains(name))
        {
            Assert.True(model.LogLikelihood!.Value > logLikelihood + 1);
            return;
        }

        var sigma2 = expected.GetProperty("sigma2").GetDouble();
        var isCss = model.Spec.Method == ArimaMethod.Css;
        Assert.Equal(logLikelihood, model.LogLikelihood!.Value, isCss ? 1e-6 : 5e-5);
        Within(5e-6, sigma2, model.Sigma2);
        foreach (var (theirs, ours) in Numbers(expected, "coef").Zip(Coefficients(model)))
        {
            Assert.Equal(theirs, ours, 2e-4 * Math.Max(1, Math.Abs(theirs)));
        }

        AllWithin(1e-2, Numbers(expected, "se"), model.StandardErrors!);

        var (mean, deviation) = (new double[12], new double[12]);
        model.Moments(model.State, mean, deviation);
        AllWithin(2e-5, Numbers(expected, "pred"), mean);
        AllWithin(5e-5, Numbers(expected, "pred_se"), deviation);
        Assert.Equal(mean, model.FromState(12, []).Point);

        if (isCss)
        {
            Assert.Null(model.Aic);
            return;
        }

        Assert.Equal(expected.GetProperty("aic").GetDouble(), model.Aic!.Value, 1e-4);

        // R's first d + D m residuals come from its diffuse prior, and the next few still show it a little.
        var residuals = model.Residuals(y);
        var order = DifferenceOperator.Order(model.Spec);
        Assert.All(residuals[..order], value => Assert.Equal(0, value));
        foreach (var (ours, theirs) in residuals.Zip(Numbers(expected, "residuals")).Skip(order))
        {
            Assert.Equal(theirs, ours, 1e-3 * Math.Sqrt(sigma2));
        }
    }

    [Fact]
    public void Where_Rs_conditional_estimate_is_not_invertible_the_best_invertible_one_is_the_likelier()
    {
        var (y, model) = Fit(NotInvertibleInR);
        Assert.InRange(Math.Abs(model.Theta[0]), 0, 1);

        var polynomials = new ArmaPolynomials(model.Spec);
        var filter = new ArmaFilter(polynomials, EstimationData.Create(model.Spec, y));
        double Objective(double[] coefficients)
        {
            polynomials.Expand(coefficients);
            Assert.True(filter.TryEvaluate(out var sums));
            return sums.Objective;
        }

        var theirs = Numbers(ArimaReference.Fixed.GetProperty(NotInvertibleInR), "coef");
        Assert.True(theirs[2] < -1);
        Assert.True(Objective([.. model.Phi, .. model.Theta]) < Objective(theirs));
    }

    [Fact]
    public void Maximum_likelihood_from_either_start_is_at_least_as_high_as_R()
    {
        foreach (var property in ArimaReference.Fixed.EnumerateObject().Where(p => !p.Name.EndsWith("|CSS", StringComparison.Ordinal)))
        {
            var (_, model) = Fit(property.Name);
            Assert.True(model.LogLikelihood!.Value > property.Value.GetProperty("loglik").GetDouble() - 1e-6, property.Name);
        }
    }

    [Fact]
    public void Models_chosen_by_auto_arima_for_M3_series_have_its_criteria_and_forecasts()
    {
        var count = 0;
        foreach (var (id, train, spec, aicc, forecast) in ArimaReference.M3())
        {
            var model = ArimaFitter.Fit(train, spec, TestContext.Current.CancellationToken);
            count++;
            Assert.True(model.Aicc < aicc + 1e-3, $"{id}: AICc {model.Aicc}, R {aicc}");
            if (model.Aicc > aicc - 1e-3)
            {
                // R's forecasts are those of optim's default tolerance.
                AllWithin(3e-3, forecast, model.FromState(forecast.Length, []).Point);
            }
        }

        Assert.Equal(120, count);
    }

    private static (double[] Y, ArimaModel Model) Fit(string name)
    {
        var parts = name.Split('|');
        var y = ArimaReference.Series(parts[0]);
        var spec = ArimaReference.Spec(parts[1]) with
        {
            Method = parts[2] switch { "ML" => ArimaMethod.Ml, "CSS" => ArimaMethod.Css, _ => ArimaMethod.CssMl },
        };
        return (y, ArimaFitter.Fit(y, spec, TestContext.Current.CancellationToken));
    }

    private static double[] Coefficients(ArimaModel model)
    {
        double[] constant = model.Constant is { } value ? [value] : [];
        return [.. model.Phi, .. model.Theta, .. model.SeasonalPhi, .. model.SeasonalTheta, .. constant];
    }

    private static double[] Numbers(JsonElement element, string name) => ArimaReference.Numbers(element.GetProperty(name));

    private static void AllWithin(double tolerance, double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Within(tolerance, expected[i], actual[i]);
        }
    }

    private static void Within(double relative, double expected, double actual) =>
        Assert.Equal(expected, actual, relative * Math.Abs(expected));
}
