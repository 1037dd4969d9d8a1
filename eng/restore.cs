#:property PublishAot=false
#:project Backtest.Engineering

// Prepares a clone for building: packages of npm and NuGet, and a local feed where the NuGet sources lack some.
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken =>
{
    await Setup.RunAsync(cancellationToken);
    return 0;
});
