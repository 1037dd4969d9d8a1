using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Kernels;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Problems;

namespace Backtest.Core.Tests.Models.Lstm.Backends;

public sealed class LstmBackendsTests
{
    private static readonly LstmSpec Added =
        new() { LookBack = 3, Units = 4, Epochs = 3, BatchSize = 8, Dropout = 0.2, Patience = 2, Backend = LstmBackendKind.TorchSharp };

    private static readonly double[] Values = [.. Enumerable.Range(0, 40).Select(t => Math.Sin(t))];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_backend_that_the_host_lacks_is_refused_with_its_field()
    {
        var problem = Assert.Throws<InputException>(() => ModelFitter.Fit(Added, Values, Stop)).Problem;

        Assert.Equal("lstm.lstmEngine", problem.Where);
        Assert.Contains("managed", problem.Right);
        Assert.Equal(problem, Assert.Throws<InputException>(() => LstmBackends.BuiltIn.Require([new ArimaSpec(), Added])).Problem);
        LstmBackends.BuiltIn.Require([new ArimaSpec(), new LstmSpec()]);
    }

    [Fact]
    public void An_added_backend_computes_the_trials_that_ask_for_it()
    {
        var backend = new RecordingBackend();
        var context = FitContext.Default with { Backends = new LstmBackends([backend]) };

        var expected = LstmFitter.Fit(Values, Added with { Backend = LstmBackendKind.Managed }, 1, Stop, context);
        Assert.Equal(0, backend.Started);
        var fit = LstmFitter.Fit(Values, Added, 1, Stop, context);

        Assert.Equal((1, 1), (backend.Started, backend.Disposed));
        Assert.Equal(expected.History.Training, fit.History.Training);
        Assert.Equal(expected.History.Validation!, fit.History.Validation!);
        Assert.Equal(expected.Networks[0].Parameters, fit.Networks[0].Parameters);
    }

    // Trains a copy, so that weights reach the network only where they are asked for.
    private sealed class RecordingBackend : ILstmBackend
    {
        public int Started { get; private set; }

        public int Disposed { get; private set; }

        public LstmBackendKind Kind => LstmBackendKind.TorchSharp;

        public ILstmTraining Start(LstmNetwork network, TrainingSet trainingSet, LstmSpec spec, int capacity, int threads)
        {
            Started++;
            return new Training(this, network, trainingSet, spec, capacity, threads);
        }

        private sealed class Training(
            RecordingBackend backend,
            LstmNetwork network,
            TrainingSet trainingSet,
            LstmSpec spec,
            int capacity,
            int threads) : ILstmTraining
        {
            private readonly LstmNetwork _copy = network.Copy();

            private ILstmTraining? _training;

            private ILstmTraining Inner => _training ??= ManagedLstmBackend.Instance.Start(_copy, trainingSet, spec, capacity, threads);

            public double TrainOn(ReadOnlySpan<int> samples, DropoutMasks? masks, double learningRate) =>
                Inner.TrainOn(samples, masks, learningRate);

            public double Loss(ReadOnlySpan<int> samples) => Inner.Loss(samples);

            public void StoreWeights() => _copy.Parameters.CopyTo(network.Parameters, 0);

            public void Dispose()
            {
                Inner.Dispose();
                backend.Disposed++;
            }
        }
    }
}
