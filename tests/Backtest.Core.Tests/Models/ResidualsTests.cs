using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Theta;
using Backtest.Core.Series;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models;

/// <summary>Residuals against forecasts one step ahead, made one by one.</summary>
public sealed class ResidualsTests
{
    public static TheoryData<ModelSpec> Specs =>
    [
        new BaselineSpec(BaselineMethod.Naive),
        new BaselineSpec(BaselineMethod.SeasonalNaive, 4),
        new BaselineSpec(BaselineMethod.Drift),
        new BaselineSpec(BaselineMethod.Mean),
        new EtsSpec(EtsForm.AAdN),
        new EtsSpec(EtsForm.AAA, 4),
        new ThetaSpec(),
        new ThetaSpec(1, ThetaForm.OTM),
        new ThetaSpec(1, ThetaForm.DOTM),
        new CesSpec(),
        new IntermittentSpec(),
        new IntermittentSpec(IntermittentMethod.Imapa),
        new CesSpec(CesForm.Full, 4),
        new LstmSpec { LookBack = 3, Units = 4, Epochs = 3, Transforms = [] },
        new LstmSpec { LookBack = 3, Units = 4, Epochs = 3, Transforms = [TransformKind.Difference] },
        new LstmSpec { LookBack = 3,
            Units = 4,
            Epochs = 3,
            Transforms = [TransformKind.SeasonalDifference],
            SeasonLength = 4,
            Output = OutputKind.Direct,
            Steps = 3 },
        new LstmSpec { LookBack = 3,
            Units = 4,
            Epochs = 3,
            Transforms = [],
            Bins = 5,
            Loss = LossKind.CrossEntropy,
            OutputActivation = Activation.Softmax },
        new LstmSpec { LookBack = 3,
            Units = 4,
            Epochs = 3,
            Transforms = [],
            Covariates = ["known"],
            Output = OutputKind.Direct,
            Steps = 2 },
    ];

    [Theory]
    [MemberData(nameof(Specs))]
    public void A_residual_is_a_value_less_its_forecast_from_those_before(ModelSpec spec)
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(t => 20 + (0.5 * t) + (4 * Math.Sin(t * Math.PI / 2)) + Math.Sin(t * 1.7))];
        values[17] = double.NaN;
        var history = History.Of(
            new TimeSeries("x", values, Covariates: [new Covariate("known", [.. Enumerable.Range(0, 45).Select(t => Math.Cos(t))], true)]));
        var model = ModelFitter.Fit(spec, history[..24], TestContext.Current.CancellationToken);

        var residuals = model.Residuals(history);

        Assert.Equal(40, residuals.Length);
        Assert.True(double.IsNaN(residuals[17]));
        for (var t = 24; t < 40; t++)
        {
            Assert.Equal(values[t] - model.Forecast(history[..t], 1, []).Point[0], residuals[t], 1e-4);
        }
    }

    [Fact]
    public void A_network_of_logarithms_has_residuals_in_logarithms()
    {
        double[] values = [.. Enumerable.Range(1, 30).Select(t => Math.Exp(t / 10.0))];
        var model = ModelFitter.Fit(
            new LstmSpec { LookBack = 2, Units = 3, Epochs = 2, Transforms = [TransformKind.Log] },
            values,
            TestContext.Current.CancellationToken);

        Assert.Equal(Math.Log(values[20] / model.Forecast(values.AsSpan(0, 20), 1, []).Point[0]), model.Residuals(values)[20], 1e-5);
    }

    [Fact]
    public void An_ARIMA_has_its_innovations()
    {
        double[] values = [3, 5, 4, 8, 7, 9, 12, 10, 11, 15];
        var model = ModelFitter.Fit(new ArimaSpec { D = 1 }, values, TestContext.Current.CancellationToken);

        Assert.Equal(values.Zip(values.Skip(1), (before, value) => value - before), model.Residuals(values).Skip(1));
    }
}
