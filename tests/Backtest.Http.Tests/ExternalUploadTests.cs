using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Backtest.Http.Tests;

/// <summary>Forecasts made elsewhere, as files of a form.</summary>
public sealed class ExternalUploadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_forecasts_is_a_trial_of_a_new_run_on_the_windows_of_the_stored_grid()
    {
        await using var api = await TestApi.StartAsync();
        (await api.PutAsync("/api/series/demo/grid", """{ "seasonLength": 1, "horizon": 3, "windows": 2, "theta": {} }""")).Dispose();
        (await api.PutAsync("/api/series/demo", "y\n" + string.Join('\n', Enumerable.Range(1, 40)))).Dispose();
        var first = (await api.JsonAsync("/api/series/demo")).GetProperty("publishedRun").GetString();

        // The forecasts of every window are 0.5 too high, and the bounds 1 away.
        using var predictions = await api.Http.GetAsync("/api/series/demo/predictions", Stop);
        var cells = (await predictions.Content.ReadAsStringAsync(Stop)).TrimEnd().Split('\n').Skip(1).Select(line => line.Split(','));
        var rows = cells.Select(cell => (Time: cell[1], Cutoff: cell[2])).Distinct().Select(row =>
        {
            var yhat = double.Parse(row.Time, CultureInfo.InvariantCulture) + 0.5;
            return string.Create(CultureInfo.InvariantCulture, $"{row.Time},{row.Cutoff},{yhat},{yhat - 1},{yhat + 1}\n");
        });
        using var answer = await PostAsync(api, ("external", "my model.csv", "ds,cutoff,yhat,lo,hi\n" + string.Concat(rows)));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var board = await api.JsonAsync("/api/series/demo/leaderboard");
        Assert.NotEqual(first, board.GetProperty("run").GetString());
        var row = board.GetProperty("rows").EnumerateArray().Single(one => one.GetProperty("engine").GetString() == "external");
        Assert.Equal("my model", row.GetProperty("label").GetString());
        Assert.Equal(0.5, row.GetProperty("metrics").GetProperty("mae").GetDouble(), 1e-9);
        Assert.Equal(1, row.GetProperty("metrics").GetProperty("coverage95").GetDouble());
        Assert.Equal(2, row.GetProperty("metrics").GetProperty("msis").GetDouble(), 1e-9);
        Assert.NotEqual(row.GetProperty("trial").GetString(), board.GetProperty("winner").GetString());

        // The stored grid is as it was.
        using var plain = await PostAsync(api);
        Assert.Contains(first!, await plain.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("external", "ds,yhat\n1,2\n", "The forecasts have no column 'cutoff'.")]
    [InlineData("csv", "y\n1\n", "The form has a part that is neither external nor grid.")]
    public async Task What_is_wrong_with_a_form_is_said_and_nothing_starts(string part, string content, string title)
    {
        await using var api = await TestApi.StartAsync();
        (await api.PutAsync("/api/series/demo/grid", """{ "horizon": 3, "windows": 2, "theta": {} }""")).Dispose();
        (await api.PutAsync("/api/series/demo", "y\n" + string.Join('\n', Enumerable.Range(1, 40)))).Dispose();

        using var answer = await PostAsync(api, (part, "mine.csv", content));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
        Assert.Equal(title, problem.GetProperty("title").GetString());
        Assert.Equal(1, (await api.JsonAsync("/api/series/demo")).GetProperty("runs").GetArrayLength());
    }

    private static async Task<HttpResponseMessage> PostAsync(TestApi api, params (string Part, string File, string Content)[] parts)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (part, file, content) in parts)
        {
            form.Add(new StringContent(content), part, file);
        }

        return await api.Http.PostAsync("/api/series/demo/backtests", parts.Length == 0 ? null : form, Stop);
    }
}
