// Most of these tests wait for timers: pauses before retries, timeouts, and slow bodies.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
