namespace Backtest.Core.Series.Csv.Building;

/// <summary>Gives the series of an upload names: valid ones that no two of them share.</summary>
/// <param name="upload">Name of the upload.</param>
/// <param name="count">Number of its series.</param>
internal sealed class SeriesNames(string upload, int count)
{
    private readonly HashSet<string> _given = [];

    /// <summary>The name of the next series: that of the upload, and the id where there are several.</summary>
    /// <param name="id">The series' id in the file, any text; null for none.</param>
    /// <param name="note">Says what became of the id; null where it is in the name as it is.</param>
    public string Of(string? id, out string? note)
    {
        note = null;
        if (count == 1 || id is null)
        {
            return upload;
        }

        var name = SeriesName.ForPart(upload, id, _given);
        _given.Add(name);
        note = name == $"{upload}.{id}" ? null : $"The id '{Cells.CellText.Shown(id)}' is '{name}' as a name.";
        return name;
    }
}
