namespace Backtest.FaultTests.Storage;

/// <summary>What goes wrong with a request to the storage.</summary>
public enum Fault
{
    /// <summary>It never reaches the storage.</summary>
    Lost,

    /// <summary>It is done, and the answer never comes.</summary>
    AnswerLost,

    /// <summary>It is done, and the answer says that it failed.</summary>
    DoneButFailed,

    /// <summary>The answer ends in the middle of its body.</summary>
    CutOff,

    /// <summary>It takes its time.</summary>
    Delayed,

    /// <summary>It arrives twice; the second answer comes back.</summary>
    Repeated,

    /// <summary>The client gives up waiting for it.</summary>
    TimedOut,

    /// <summary>The storage answers that there are too many requests.</summary>
    TooMany,

    /// <summary>The storage answers that it is not available.</summary>
    Unavailable,
}
