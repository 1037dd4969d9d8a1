using Backtest.Bench;
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken => args switch
{
    ["lstm", .. var cases] => await LstmBench.RunAsync(cases, cancellationToken),
    ["arima"] => await ArimaBench.RunAsync(cancellationToken),
    _ => throw new SetupException("Say what to measure: lstm (against PyTorch; cases may follow: a b c) or arima (against R and statsmodels)."),
});
