#:property PublishAot=false
#:project Backtest.Engineering

// Does all set-up and runs all tests; the last line tells how many passed and failed.
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken =>
{
    await Setup.RunAsync(cancellationToken);
    Console.WriteLine($"Building and testing {Setup.Solution}");
    return await TestRun.RunAsync(Setup.Solution, cancellationToken);
});
