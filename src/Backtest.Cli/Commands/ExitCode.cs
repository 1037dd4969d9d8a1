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

    /// <summary>Stopped by Ctrl-C; the work can be taken up again.</summary>
    public const int Cancelled = 130;
}
