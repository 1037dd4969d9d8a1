#:property PublishAot=false
#:project Backtest.Engineering

// Prepares a clone for building: the packages of npm and NuGet, and a browser for the tests.
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken =>
{
    await Setup.RunAsync(cancellationToken, forTests: true);
    return 0;
});
