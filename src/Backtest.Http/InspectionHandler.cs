using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Inspections;
using Backtest.Storage;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>Answers the route that inspects an upload without storing it.</summary>
/// <param name="store">The storage.</param>
/// <param name="planning">The planning step.</param>
/// <param name="inspector">What looks at uploads.</param>
/// <param name="room">What bodies take their room from.</param>
/// <param name="options">Limits.</param>
public sealed class InspectionHandler(IBlobStore store, PlanStep planning, Inspector inspector, BodyRoom room, BacktestOptions options)
{
    private const string DefaultName = "series";

    /// <summary>
    /// POST inspect: what an upload contains and what its run would do. The body is like that of PUT series/{name}; missing parts are
    /// taken from what is stored under the <c>name</c> in the query.
    /// </summary>
    public Task<IResult> PostAsync(HttpRequest request, CancellationToken cancellationToken) => Answers.TryAsync(async () =>
    {
        var stored = Answers.Query(request, "name");
        var name = SeriesName.Parse(stored ?? DefaultName);
        using var place = room.Enter();
        var body = await UploadBody.ReadAsync(request, place, options, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> csv = body.Csv;
        if (csv.IsEmpty && stored is not null)
        {
            if (await UploadedFile.ReadAsync(store, name, cancellationToken).ConfigureAwait(false) is not { } upload)
            {
                return SeriesHandlers.NoSuchSeries(name);
            }

            csv = upload.Content;
        }

        return Answers.Json(await inspector.InspectAsync(name, csv, ReadGridAsync, cancellationToken).ConfigureAwait(false));

        async Task<Grid> ReadGridAsync() =>
            body.Grid is { } grid ? GridReader.Read(grid)
            : stored is not null ? (await planning.ReadGridAsync(name, cancellationToken).ConfigureAwait(false)).Grid
            : new Grid();
    });
}
