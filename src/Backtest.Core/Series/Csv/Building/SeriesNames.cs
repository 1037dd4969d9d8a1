namespace Backtest.Core.Series.Csv.Building;

/// <summary>Gives the series of an upload valid and distinct names.</summary>
/// <param name="upload">Name of the upload.</param>
/// <param name="count">Number of its series.</param>
internal sealed class SeriesNames(string upload, int count)
{
    private readonly HashSet<string> _given = [];

    /// <summary>The name of the next series: that of the upload, followed by the id if there are several.</summary>
    /// <param name="id">The series' id in the file, any text; null for none.</param>
    /// <param name="note">Explains the name; null if it contains the id unchanged.</param>
    public string Of(string? id, out string? note)
    {
        note = null;
        if (count == 1 || id is null)
        {
            return upload;
        }

        var name = SeriesName.ForPart(upload, id, _given);
        _given.Add(name);
        note = name == $"{upload}.{id}" ? null : $"The series with the id '{Cells.CellText.Shown(id)}' is named '{name}'.";
        return name;
    }
}
