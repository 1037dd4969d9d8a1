#:property PublishAot=false
#:project Backtest.Engineering

// Does the whole set-up, builds everything and runs all tests; with --built, only runs the tests. The last line counts passed and failed
// tests.
using Backtest.Engineering;

var isBuilt = args is ["--built"];
return await Script.RunAsync(async cancellationToken =>
{
    if (!isBuilt)
    {
        await Setup.RunAsync(cancellationToken, forTests: true);
    }

    return await TestRun.RunAsync(isBuilt, cancellationToken);
});
