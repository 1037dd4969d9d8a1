// Most of these tests wait for timers: pauses before retries, limits of time, and bodies that come slowly.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
