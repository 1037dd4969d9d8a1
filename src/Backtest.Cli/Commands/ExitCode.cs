namespace Backtest.Cli.Commands;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>The input cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>The storage failed, or is full; the work can be taken up again.</summary>
    public const int StorageFailed = 3;

    /// <summary>A run has no result: none of its trials could be scored.</summary>
    public const int RunFailed = 4;

    /// <summary>A fault of the program.</summary>
    public const int UnexpectedError = 5;

    /// <summary>What is stored is damaged, and not all of it could be, or was to be, repaired.</summary>
    public const int Damaged = 6;

    /// <summary>Stopped by Ctrl-C; the work can be taken up again.</summary>
    public const int Cancelled = 130;
}
