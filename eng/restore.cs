#:property PublishAot=false
#:project Backtest.Engineering

// Prepares a clone for building: packages of npm and NuGet, a browser for the tests, and a local feed where the NuGet sources lack some.
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken =>
{
    await Setup.RunAsync(cancellationToken, withBrowser: true);
    return 0;
});
