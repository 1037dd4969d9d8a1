using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Storage.Tests;

public sealed class IdTests
{
    [Theory]
    [InlineData("sales", "name")]
    [InlineData("0123456789abcdef", "run")]
    [InlineData("ets-0123456789", "trial")]
    public void What_is_right_for_one_kind_of_id_is_refused_as_its_own_kind_by_the_others(string text, string kind)
    {
        Assert.Equal("sales", SeriesName.Parse("sales"));
        var run = Record.Exception(() => RunId.Parse(text));
        var trial = Record.Exception(() => TrialId.Parse(text));

        Assert.Equal(kind == "run" ? null : $"'{text}' is not the id of a run.", (run as InputException)?.Problem.What);
        Assert.Equal(kind == "trial" ? null : $"'{text}' is not the id of a trial.", (trial as InputException)?.Problem.What);
        Assert.Equal(kind == "run", RunId.TryParse(text, out _));
        Assert.Equal(kind == "trial", TrialId.TryParse(text, out _));
    }

    [Theory]
    [InlineData("0123456789abcdef\n")]
    [InlineData("0123456789ABCDEF")]
    [InlineData("ets-0123456789\n")]
    [InlineData("../ets-0123456789")]
    public void An_id_stays_inside_its_folder(string text)
    {
        Assert.False(RunId.TryParse(text, out _));
        Assert.False(TrialId.TryParse(text, out _));
    }

    [Fact]
    public void Folders_of_other_programs_are_no_runs()
    {
        Assert.Equal(RunKey.Parse("sales", "0123456789abcdef"), RunKey.OfFolders("sales", "0123456789abcdef"));
        Assert.Null(RunKey.OfFolders("sales", "notes"));
        Assert.Null(RunKey.OfFolders("a b", "0123456789abcdef"));
    }

    [Fact]
    public void Ids_are_stored_as_their_text()
    {
        var key = RunKey.Parse("sales", "0123456789abcdef");
        var seconds = new Dictionary<TrialId, double> { [TrialId.Parse("ets-0123456789")] = 2 };

        Assert.Equal("""{"Name":"sales","Run":"0123456789abcdef","Index":null}""", JsonSerializer.Serialize(key));
        Assert.Equal(key, JsonSerializer.Deserialize<RunKey>(JsonSerializer.Serialize(key)));
        Assert.Equal("""{"ets-0123456789":2}""", JsonSerializer.Serialize(seconds));
        Assert.Equal(seconds, JsonSerializer.Deserialize<Dictionary<TrialId, double>>(JsonSerializer.Serialize(seconds)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RunId>("\"latest\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SeriesName>("\"a/b\""));
    }
}
