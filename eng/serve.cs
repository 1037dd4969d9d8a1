#:property PublishAot=false
#:project Backtest.Engineering

// Does the whole set-up, starts the storage emulator and the host, and runs until Ctrl-C.
using Backtest.Engineering;

return await Script.RunAsync(async cancellationToken =>
{
    await Setup.RunAsync(cancellationToken);
    var program = await Host.BuildAsync(cancellationToken);
    var emulator = await Emulator.StartAsync(Repository.PathOf(".azurite"), 10000, cancellationToken);
    var host = await Host.StartAsync(program, emulator.ConnectionString, 7071, show: true, cancellationToken);
    Console.WriteLine($"""

        The page is at {host.Address}, the API at {host.Address}api/series, and the storage at
        {emulator.ConnectionString}
        Try: curl -T samples/sales.csv {host.Address}api/series/sales
        Ctrl-C stops both.

        """);
    await Task.WhenAny(host.WaitAsync(cancellationToken), emulator.WaitAsync(cancellationToken));

    // Ctrl-C also ends them, perhaps before it reaches this script.
    await Task.Delay(1000, cancellationToken);
    throw host.HasEnded ? host.Failure("The host ended") : emulator.Failure("The storage emulator ended");
});
