using Backtest.Core.Models.Baselines;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>
/// The contents of a grid, in one place: names, values, defaults and purposes. The reader and its errors, the JSON Schema, the form on the
/// page and the tables of <c>docs/grid.md</c> come from it.
/// </summary>
public static class GridCatalogue
{
    /// <summary>The key that holds the address of a grid's schema; the run ignores it.</summary>
    public static GridAxis Schema { get; } = new("$schema", new Texts(), "Where editors find the schema of a grid; nothing else reads it.");

    /// <summary>The keys that are not blocks of trials, in the order in which a grid is written.</summary>
    public static IReadOnlyList<GridAxis> Keys { get; } = [.. GridKeys.All.Select(field => field.Axis)];

    /// <summary>The fields of the key <c>search</c>, the method first.</summary>
    public static IReadOnlyList<GridAxis> Search { get; } = [.. SearchFields.All.Select(field => field.Axis)];

    /// <summary>The fields of the key <c>calendar</c>.</summary>
    public static IReadOnlyList<GridAxis> Calendar { get; } = [.. CalendarFields.All.Select(field => field.Axis)];

    /// <summary>The fields of the key <c>columns</c>.</summary>
    public static IReadOnlyList<GridAxis> Columns { get; } = [.. ColumnFields.All.Select(field => field.Axis)];

    /// <summary>The key with the baselines, which is the axis of their only block.</summary>
    public static GridAxis Baselines { get; } = new(
        "baselines",
        Choices.Of<BaselineMethod>(
            "the last value", "the value one season earlier", "the last value plus the mean change per step", "the mean of all values"),
        "Simple forecasts that the others have to beat; the naive ones always take part.")
    {
        Label = "Baselines",
        Otherwise = "the naive ones",
        MayBeAuto = true,
    };

    /// <summary>The model families that have blocks of axes, by their keys.</summary>
    public static IReadOnlyList<GridFamily> Families { get; } =
    [
        EtsAxes.Family, ThetaAxes.Family, CesAxes.Family, IntermittentAxes.Family, MstlAxes.Family, ArimaAxes.Family, LstmAxes.Family,
        EnsembleAxes.Family,
    ];
}
