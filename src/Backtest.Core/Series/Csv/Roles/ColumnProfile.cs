using System.Text;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Roles;

/// <summary>The appearance of a column, from rows spread over the whole table.</summary>
/// <param name="Kind">The kind of most cells that are not missing values; missing if all are.</param>
/// <param name="Unit">The unit of its times, if it has times.</param>
/// <param name="IsConstant">Whether all cells are the same.</param>
/// <param name="IsWhole">Whether its numbers are whole and consist of digits only.</param>
/// <param name="Least">The smallest of its whole numbers.</param>
/// <param name="Most">The largest of its whole numbers.</param>
/// <param name="AreMonths">Whether its cells are names of months.</param>
internal sealed record ColumnProfile(CellKind Kind, TimeUnit? Unit, bool IsConstant, bool IsWhole, long Least, long Most, bool AreMonths)
{
    private const int SampledRows = 400;
    private const double MostOfAll = 0.5;

    /// <summary>Whether the numbers may be years.</summary>
    public bool AreYears => IsWhole && Least is >= 1000 && Most is <= 2999;

    /// <summary>Profiles a column.</summary>
    public static ColumnProfile Of(CsvTable table, int column)
    {
        var (number, time, text, months) = (0, 0, 0, 0);
        TimeUnit? unit = null;
        var (isWhole, least, most, isConstant) = (true, long.MaxValue, long.MinValue, true);
        foreach (var row in table.Sample(SampledRows))
        {
            var cell = table.Utf8(row, column);
            isConstant &= cell.SequenceEqual(table.Utf8(0, column));
            switch (CellKinds.Of(cell, table.Missing))
            {
                case CellKind.Number:
                    number++;
                    if (isWhole && long.TryParse(cell, System.Globalization.NumberStyles.None, null, out var value))
                    {
                        (least, most) = (Math.Min(least, value), Math.Max(most, value));
                    }
                    else
                    {
                        isWhole = false;
                    }

                    break;
                case CellKind.Time:
                    time++;
                    if (TimeCell.TryParse(cell, DateOrder.DayFirst, out var parts)
                        || TimeCell.TryParse(cell, DateOrder.MonthFirst, out parts))
                    {
                        unit = parts.Unit is TimeUnit.Instant ? TimeUnit.Instant : unit ?? parts.Unit;
                    }

                    break;
                case CellKind.Text:
                    text++;
                    months += TimeWords.Month(Encoding.UTF8.GetString(cell).TrimEnd('.')) > 0 ? 1 : 0;
                    break;
                default:
                    break;
            }
        }

        var all = number + time + text;
        var kind = all == 0 ? CellKind.Missing
            : time > MostOfAll * all ? CellKind.Time
            : number > MostOfAll * all ? CellKind.Number
            : CellKind.Text;
        return new ColumnProfile(kind, unit, isConstant
            && table.Rows > 1, isWhole
            && number > 0
            && number == all, least, most, kind == CellKind.Text
            && months == text
            && text > 0);
    }
}
