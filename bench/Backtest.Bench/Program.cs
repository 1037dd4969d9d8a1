using Backtest.Bench;
using Backtest.Bench.Accuracy;
using Backtest.Bench.Micro;
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken => args switch
{
    ["lstm", .. var cases] => await LstmBench.RunAsync(cases, cancellationToken),
    ["backends"] => LstmBench.RunBackends(cancellationToken),
    ["accuracy", .. var options] => await AccuracyBench.RunAsync(options, cancellationToken),
    ["coverage", .. var count] => CoverageBench.Run(count, cancellationToken),
    ["intermittent", .. var count] => IntermittentBench.Run(count, cancellationToken),
    ["arima"] => await ArimaBench.RunAsync(cancellationToken),
    ["reading"] => ReadingBench.Run(cancellationToken),
    ["micro", .. var filters] => KernelBenchmarks.Run(filters),
    ["scale", .. var options] => await ScaleBench.RunAsync(options, cancellationToken),
    ["cost", "public", .. var families] => CostBench.RunPublic(families, cancellationToken),
    ["cost", .. var families] => CostBench.Run(families, cancellationToken),
    ["fairness"] => await FairnessBench.RunAsync(cancellationToken),
    ["sales"] => await SalesBench.RunAsync(cancellationToken),
    _ =>
        throw new SetupException(
            "Say what to measure: lstm (against PyTorch; cases may follow: a b c), backends (the built-in one against TorchSharp), arima "
                + "(against R and statsmodels), accuracy (on public data, or those of a folder), coverage (of intervals, on simulated "
                    + "series), intermittent (accuracy on simulated demand), sales (a published protocol), reading (a large file), "
                        + "micro (the loops of the models, with BenchmarkDotNet; parts of their names may follow), cost (the planned time "
                        + "of trials against the clock, on simulated series or, with public, on public ones; model families may follow), "
                            + "scale (a run over many series; their number may follow, and plan before it for the planning alone), "
                                + "or fairness (a short run beside a long one on backtest serve)."),
});
