namespace Backtest.Core.Problems;

/// <summary>Input that cannot be used. It is an answer for the user, never retried and never a server error.</summary>
public sealed class InputException : Exception
{
    /// <summary>Creates the exception from its parts; see <see cref="InputProblem"/>.</summary>
    public InputException(string what, string? where, string right)
        : this(new InputProblem(what, where, right))
    {
    }

    /// <summary>Creates the exception for a problem.</summary>
    public InputException(InputProblem problem)
        : base(problem.ToString())
    {
        Problem = problem;
    }

    /// <summary>Whether the input is over a limit of size.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>Whether the input names something that does not exist.</summary>
    public bool IsNotFound { get; init; }

    /// <summary>Whether the request conflicts with what is stored.</summary>
    public bool IsConflict { get; init; }

    /// <summary>What is wrong, where, and what would be right.</summary>
    public InputProblem Problem { get; }
}
