namespace Backtest.Commands;

/// <summary>Exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Success = 0;

    /// <summary>The input is not valid.</summary>
    public const int BadInput = 2;

    /// <summary>The storage failed or is full. Repeating the command continues the work.</summary>
    public const int StorageFailed = 3;

    /// <summary>A run has no result: none of its trials could be scored.</summary>
    public const int RunFailed = 4;

    /// <summary>An error in the program.</summary>
    public const int UnexpectedError = 5;

    /// <summary>Stored data is damaged, and was not fully repaired.</summary>
    public const int Damaged = 6;

    /// <summary>Stopped by Ctrl-C. Repeating the command continues the work.</summary>
    public const int Cancelled = 130;
}
