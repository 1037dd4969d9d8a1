using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Problems;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>
/// Trains LSTMs with libtorch: on the first CUDA device where the host has one and libtorch was built for it, else on the
/// processor. Losses are those of the built-in backend up to rounding, which depends on the processor and the number of threads.
/// </summary>
public sealed class TorchSharpBackend : ILstmBackend
{
    /// <inheritdoc/>
    public LstmBackendKind Kind => LstmBackendKind.TorchSharp;

    /// <inheritdoc/>
    /// <exception cref="FitException">libtorch has no build for this machine, or it is damaged.</exception>
    public ILstmTraining Start(LstmNetwork network, TrainingSet trainingSet, LstmSpec spec, int capacity, int threads)
    {
        try
        {
            // It holds for the work that the calling thread hands out, so that trainings side by side have threads of their own.
            set_num_threads(threads);
        }
        catch (TypeInitializationException)
        {
            // Its message has paths of the machine, and this one is an answer.
            throw new FitException("libtorch cannot be loaded on this machine; set lstmEngine to managed.");
        }

        return new TorchTraining(network, trainingSet, spec, cuda.is_available() ? CUDA : CPU);
    }
}
