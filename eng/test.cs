#:property PublishAot=false
#:project Backtest.Engineering

// Does the whole set-up and runs all tests. The last line counts passed and failed tests.
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken =>
{
    await Setup.RunAsync(cancellationToken, forTests: true);
    Console.WriteLine($"Building and testing {Repository.Solution}");
    return await TestRun.RunAsync(cancellationToken);
});
