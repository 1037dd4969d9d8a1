using System.Text.Json;

namespace Backtest.Core.Diagnostics;

/// <summary>Collects why members of a diagnosis are null.</summary>
internal sealed class UndeterminedMembers
{
    private readonly Dictionary<string, string> _reasons = [];

    /// <summary>Reasons by the member's name in camel case.</summary>
    public IReadOnlyDictionary<string, string> Reasons => _reasons;

    /// <summary>Computes the statistic; null, and the reason is kept, if the values do not determine it.</summary>
    public T? Try<T>(string member, Func<T?> statistic)
        where T : class
    {
        try
        {
            return statistic();
        }
        catch (UndefinedStatisticException undefined)
        {
            Add(member, undefined);
            return null;
        }
    }

    /// <summary>Computes the number; null, and the reason is kept, if the values do not determine it.</summary>
    public T? TryValue<T>(string member, Func<T> statistic)
        where T : struct
    {
        try
        {
            return statistic();
        }
        catch (UndefinedStatisticException undefined)
        {
            Add(member, undefined);
            return null;
        }
    }

    private void Add(string member, UndefinedStatisticException undefined) =>
        _reasons[JsonNamingPolicy.CamelCase.ConvertName(member)] = undefined.Message;
}
