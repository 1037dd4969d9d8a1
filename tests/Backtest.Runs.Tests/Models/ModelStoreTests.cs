using System.Security.Cryptography;
using System.Text;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Planning;
using Backtest.Core.Transforms;
using Backtest.Onnx;
using Backtest.Runs.Models;
using Backtest.Storage;
using Backtest.Storage.Results;
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
        .. Enum.GetValues<AdjustedForm>().Where(form => form != AdjustedForm.Lstm)
            .Select(form => new MstlSpec { SeasonLengths = [4, 12], Form = form, Lambda = 0.5 }),
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

    // ONNX files of networks whose samples are normalised one by one took the samples, and their descriptions said nothing of that.
    [Fact]
    public async Task Networks_take_values_and_those_that_earlier_versions_stored_take_samples_and_forecast_the_same()
    {
        var store = new FolderBlobStore(_folder.Path);
        var values = Workbench.Values();
        var spec = new LstmSpec
        {
            Level = SampleLevel.Ses,
            Scale = SampleScale.Sample,
            ScaleInput = true,
            AdjustSeason = true,
            SeasonLength = 4,
            LookBack = 8,
            Patch = 4,
            Units = 4,
            Epochs = 5,
            Seeds = 2,
            Output = OutputKind.Direct,
            Steps = 3,
            Transforms = [TransformKind.Log],
        };
        var model = (FittedLstm)ModelFitter.Fit(spec, values, Stop);
        var trial = new PlannedTrial(TestIds.Trial("x"), spec.Label, spec, 1);
        await ModelStore.SaveAsync(store, "models/x.json", trial, model, Stop);
        var now = (await store.ReadAsync<ModelDocument>("models/x.json", Stop))!;
        var samples = OnnxModelWriter.Write(model.Networks, spec.InputSteps, spec.Label);
        await store.WriteAsync(BlobLayout.Network("models/then.json"), samples, Stop);
        var document = Encoding.UTF8.GetString(Documents.Write(now with
        {
            SchemaVersion = 3,
            NetworkInput = NetworkInput.Sample,
            NetworkSha256 = Convert.ToHexStringLower(SHA256.HashData(samples)),
        }));
        Assert.DoesNotContain("networkInput", document, StringComparison.Ordinal);
        await store.WriteAsync("models/then.json", Encoding.UTF8.GetBytes(document), Stop);

        var (restored, earlier) = (await ModelStore.LoadAsync(store, "models/x.json", Stop),
            await ModelStore.LoadAsync(store, "models/then.json", Stop));

        Assert.Equal(NetworkInput.Values, now.NetworkInput);
        Assert.IsType<OnnxSampledLstm>(restored);
        Assert.IsType<OnnxLstm>(earlier);
        foreach (var (h, value) in model.Forecast(values, 7, []).Point.Index())
        {
            Assert.Equal(value, restored.Forecast(values, 7, []).Point[h], 1e-5 * value);
            Assert.Equal(value, earlier.Forecast(values, 7, []).Point[h], 1e-5 * value);
        }
    }

    [Theory]
    [InlineData(SampleLevel.Ses)]
    [InlineData(null)]
    public async Task Networks_inside_MSTL_are_stored_as_ONNX_and_forecast_the_same(SampleLevel? level)
    {
        var store = new FolderBlobStore(_folder.Path);
        var values = Workbench.Values();
        values[7] = double.NaN;
        var spec = new MstlSpec
        {
            SeasonLengths = [4, 12],
            Form = AdjustedForm.Lstm,
            Lambda = 0.5,
            Lstm = new LstmSpec
            {
                Level = level,
                LookBack = 6,
                Units = 4,
                Epochs = 3,
                Seeds = 2,
                Output = OutputKind.Direct,
                Steps = 3,
                Transforms = level is null ? [TransformKind.Difference, TransformKind.Standardise] : [TransformKind.Log],
            },
        };
        var model = ModelFitter.Fit(spec, values, Stop);
        await ModelStore.SaveAsync(store, "models/x.json", new PlannedTrial(TestIds.Trial("x"), spec.Label, spec, 1), model, Stop);

        var restored = await ModelStore.LoadAsync(store, "models/x.json", Stop);

        foreach (var history in new[] { values, [.. values, 170.5, 158.25], values[13..] })
        {
            var (expected, actual) = (model.Forecast(history, 9, []).Point, restored.Forecast(history, 9, []).Point);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * pair.First));
            Assert.Equal(actual, (await ModelStore.LoadAsync(store, "models/x.json", Stop)).Forecast(history, 9, []).Point);
        }

        var file = await ModelStore.ReadFileAsync(store, "models/x.json", Stop);
        Assert.Equal(BlobLayout.Network("models/x.json"), file.Facts.Path);
        var document = (await store.ReadAsync<ModelDocument>("models/x.json", Stop))!;
        Assert.Equal([4, 12], document.Mstl!.SeasonLengths);
        Assert.Equal(level is null ? NetworkInput.Sample : NetworkInput.Values, document.NetworkInput);
        await store.DeleteAsync(BlobLayout.Network("models/x.json"), Stop);
        Assert.False(await ModelStore.IsWholeAsync(store, "models/x.json", withMembers: false, Stop));
    }

    public void Dispose() => _folder.Dispose();
}
