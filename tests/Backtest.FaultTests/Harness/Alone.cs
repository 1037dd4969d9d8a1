namespace Backtest.FaultTests.Harness;

/// <summary>Tests that measure, and so must run alone.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
