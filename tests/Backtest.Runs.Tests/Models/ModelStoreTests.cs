using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Planning;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.Runs.Tests.Models;

public sealed class ModelStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<ModelSpec> Specs =>
    [
        new BaselineSpec(BaselineMethod.SeasonalNaive, 4),
        new EtsSpec(EtsForm.ANN),
        new EtsSpec(EtsForm.AAdA, 4),
        new EtsSpec(EtsForm.AAM, 4),
        new EtsSpec(EtsForm.MAM, 4),
        new EtsSpec(EtsForm.Auto, 4),
        new EtsSpec(EtsForm.Average, 4),
        new ThetaSpec(4),
        new ThetaSpec(4, ThetaForm.OTM),
        new ThetaSpec(4, ThetaForm.DOTM, ThetaSeason.Additive),
        new CesSpec(CesForm.None),
        new IntermittentSpec(IntermittentMethod.Tsb, 0.2),
        new CesSpec(CesForm.Auto, 4),
        new CesSpec(CesForm.Full, 4),
        new ArimaSpec { P = 1, D = 1, Q = 1 },
        .. Enum.GetValues<AdjustedForm>().Select(form => new MstlSpec { SeasonLengths = [4, 12], Form = form, Lambda = 0.5 }),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task A_stored_model_forecasts_the_same_bits(ModelSpec spec)
    {
        var store = new FolderBlobStore(_folder.Path);
        var values = Workbench.Values();
        values[7] = double.NaN;
        var model = ModelFitter.Fit(spec, values, Stop);

        await ModelStore.SaveAsync(store, "models/x.json", new PlannedTrial(TestIds.Trial("x"), spec.Label, spec, 1), model, Stop);
        var restored = await ModelStore.LoadAsync(store, "models/x.json", Stop);

        foreach (var history in new[] { values, [.. values, 170.5, 158.25], values[13..] })
        {
            var (expected, actual) = (model.Forecast(history, 9, [0.8, 0.95]), restored.Forecast(history, 9, [0.8, 0.95]));
            Assert.Equal(expected.Point, actual.Point);
            Assert.Equal(
                expected.Intervals.SelectMany(interval => interval.Lower), actual.Intervals.SelectMany(interval => interval.Lower));
            Assert.Equal(
                expected.Intervals.SelectMany(interval => interval.Upper), actual.Intervals.SelectMany(interval => interval.Upper));
        }

        Assert.Equal(model.Warnings, restored.Warnings);
    }

    public void Dispose() => _folder.Dispose();
}
