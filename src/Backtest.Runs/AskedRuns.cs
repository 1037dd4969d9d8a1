using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>
/// asked.json: in which order the runs of a series were asked for. Every request has the next number, by conditional writes of this
/// document, so that the clocks of hosts have no say.
/// </summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Last">The last number that was given out.</param>
/// <param name="Uploads">The version of each upload that was taken up last: a series may come in several.</param>
/// <param name="Runs">The number of each run when it was asked for last, of those with the largest.</param>
/// <param name="Deleted">The runs that were deleted last and not asked for since; null for none.</param>
public sealed record AskedRuns(
    int SchemaVersion,
    long Last,
    IReadOnlyDictionary<string, AskedUpload> Uploads,
    IReadOnlyDictionary<RunId, long> Runs,
    IReadOnlyList<RunId>? Deleted = null)
{
    // A run that is not among them counts as one that was asked for before them.
    private const int MostRuns = 1_000;

    /// <summary>Of a series of which nothing was asked for yet.</summary>
    public static AskedRuns None { get; } =
        new(Documents.SchemaVersion, 0, new Dictionary<string, AskedUpload>(), new Dictionary<RunId, long>());

    /// <summary>The number of a run; 0 where it was asked for before all that have one.</summary>
    public long NumberOf(RunId run) => Runs.GetValueOrDefault(run);

    /// <summary>
    /// Tells which of two runs was asked for later. Of runs without a number, which earlier versions stored, their times tell.
    /// </summary>
    /// <param name="run">A run.</param>
    /// <param name="requestedAt">When it was asked for.</param>
    /// <param name="published">The published run.</param>
    /// <returns>Above 0 if it is the first, below 0 if it is the published one, 0 if neither.</returns>
    public int Compare(RunId run, DateTimeOffset requestedAt, PublishedRun published) => (NumberOf(run), NumberOf(published.Run)) switch
    {
        (0, 0) => requestedAt.CompareTo(published.RequestedAt),
        var (first, second) => first.CompareTo(second),
    };

    /// <summary>Whether a ranked run has been published: it is the one, or one asked for no earlier stands in its place.</summary>
    public bool HasPublished(RunPlan plan, PublishedRun? published) =>
        published is not null && (published.Run == plan.Run || Compare(plan.Run, plan.RequestedAt, published) <= 0);

    /// <summary>The order with one more request; the same one where the request is known.</summary>
    public AskedRuns With(RunId run, RunRequest request)
    {
        var (last, upload) = (Last, request.Upload);
        var taken = upload is null ? null : Uploads.GetValueOrDefault(upload.Upload);
        if (upload is not null && taken?.Tags != upload.Tags)
        {
            taken = new AskedUpload(upload.Tags, ++last);
        }

        var number = request.IsStart ? ++last : Math.Max(NumberOf(run), taken?.Number ?? 0);
        return last == Last && number == NumberOf(run)
            ? this
            : this with
            {
                Last = last,
                Uploads = taken is null ? Uploads : new Dictionary<string, AskedUpload>(Uploads) { [upload!.Upload] = taken },
                Runs = Newest(new Dictionary<RunId, long>(Runs) { [run] = number }),
                Deleted = Deleted?.Where(deleted => deleted != run).ToList(),
            };
    }

    /// <summary>The order without a run that is deleted.</summary>
    public AskedRuns Without(RunId run) => this with
    {
        Runs = Runs.Where(asked => asked.Key != run).ToDictionary(),
        Deleted = [.. (Deleted ?? []).Where(deleted => deleted != run).TakeLast(MostRuns - 1), run],
    };

    /// <summary>Whether a run was deleted and is not asked for anew.</summary>
    /// <param name="run">The run.</param>
    /// <param name="upload">The upload that it was planned from; null where it is told by the run's id already.</param>
    public bool IsDeleted(RunId run, UploadVersion? upload) => Deleted?.Contains(run) == true
        && (upload is null || Uploads.GetValueOrDefault(upload.Upload)?.Tags == upload.Tags);

    private static Dictionary<RunId, long> Newest(Dictionary<RunId, long> runs) =>
        runs.OrderByDescending(run => run.Value).Take(MostRuns).ToDictionary();
}
