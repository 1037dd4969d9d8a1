namespace Backtest.Core.Series.Csv.Tables;

/// <summary>
/// Whole numbers that mostly grow by the same step, such as the lines of a table's rows. Each stretch with one step is stored as one
/// piece, however long it is.
/// </summary>
internal sealed class Progression
{
    private readonly List<Piece> _pieces = [];

    /// <summary>Number of numbers.</summary>
    public int Count { get; private set; }

    /// <summary>A number by its index.</summary>
    public int this[int index]
    {
        get
        {
            var piece = _pieces[_pieces.Count == 1 ? 0 : PieceOf(index)];
            return piece.Value + ((index - piece.First) * piece.Step);
        }
    }

    /// <summary>Adds a number.</summary>
    public void Add(int value)
    {
        var index = Count++;
        if (index == 0)
        {
            _pieces.Add(new Piece(0, value, 0));
            return;
        }

        var last = _pieces[^1];
        if (index == last.First + 1)
        {
            _pieces[^1] = last with { Step = value - last.Value };
        }
        else if (value != last.Value + ((index - last.First) * last.Step))
        {
            _pieces.Add(new Piece(index, value, 0));
        }
    }

    private int PieceOf(int index)
    {
        var (low, high) = (0, _pieces.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _pieces[middle].First <= index ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private readonly record struct Piece(int First, int Value, int Step);
}
