using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Problems;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>
/// Trains LSTMs with libtorch: on the first CUDA device if the host has one and libtorch was built for it, otherwise on the
/// processor. Losses equal those of the built-in backend up to rounding, which depends on the processor and the number of threads.
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
            // This holds for work started by the calling thread, so concurrent trainings have their own threads.
            set_num_threads(threads);
        }
        catch (TypeInitializationException)
        {
            // The original message contains paths of the machine, and this one is sent to clients.
            throw new FitException("libtorch cannot be loaded on this machine; set lstmEngine to managed.");
        }

        return new TorchTraining(network, trainingSet, spec, cuda.is_available() ? CUDA : CPU);
    }
}
