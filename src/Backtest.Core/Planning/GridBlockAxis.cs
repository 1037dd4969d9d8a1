using System.Text.Json.Nodes;

namespace Backtest.Core.Planning;

/// <summary>An axis of a block with its values.</summary>
/// <param name="Name">The axis' name, a property of the family's spec.</param>
/// <param name="Values">At least one value; null elements stand for JSON null.</param>
/// <param name="IsAuto">Whether it stands for the values of the default grid.</param>
public sealed record GridBlockAxis(string Name, IReadOnlyList<JsonNode?> Values, bool IsAuto = false);
