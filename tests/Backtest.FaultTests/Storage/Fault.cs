namespace Backtest.FaultTests.Storage;

/// <summary>A fault of a request to the storage.</summary>
public enum Fault
{
    /// <summary>It never reaches the storage.</summary>
    Lost,

    /// <summary>It is carried out, but the answer never arrives.</summary>
    AnswerLost,

    /// <summary>It is carried out, but the answer says that it failed.</summary>
    DoneButFailed,

    /// <summary>The answer ends in the middle of its body.</summary>
    CutOff,

    /// <summary>It is slow.</summary>
    Delayed,

    /// <summary>It arrives twice; the second answer comes back.</summary>
    Repeated,

    /// <summary>The client gives up waiting for it.</summary>
    TimedOut,

    /// <summary>The storage answers that it is too busy.</summary>
    TooMany,

    /// <summary>The storage answers that it is not available.</summary>
    Unavailable,
}
