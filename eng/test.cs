#:property PublishAot=false
#:project Backtest.Engineering

// Does all set-up and runs all tests; the last line tells how many passed and failed.
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken =>
{
    await Setup.RunAsync(cancellationToken, withBrowser: true);
    Console.WriteLine(Setup.Solution == Setup.WholeSolution
        ? $"Building and testing {Setup.WholeSolution}, every project"
        : $"Building and testing {Setup.LocalSolution}, the projects whose packages can be had here");
    return await TestRun.RunAsync(Setup.Solution, cancellationToken);
});
