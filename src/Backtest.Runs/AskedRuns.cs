using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>
/// asked.json: the order in which runs of a series were requested. Conditional writes of this document give every request the next number,
/// so that the clocks of hosts do not matter.
/// </summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Last">The last number given out.</param>
/// <param name="Uploads">The latest version of each upload that was taken up; a series may come from several uploads.</param>
/// <param name="Runs">The number of each run's last request, for the runs with the largest numbers.</param>
/// <param name="Deleted">The runs deleted last and not requested since; null for none.</param>
public sealed record AskedRuns(
    int SchemaVersion,
    long Last,
    IReadOnlyDictionary<string, AskedUpload> Uploads,
    IReadOnlyDictionary<RunId, long> Runs,
    IReadOnlyList<RunId>? Deleted = null)
{
    // Other runs count as requested before these.
    private const int MostRuns = 1_000;

    /// <summary>The order of a series without requests.</summary>
    public static AskedRuns None { get; } =
        new(Documents.SchemaVersion, 0, new Dictionary<string, AskedUpload>(), new Dictionary<RunId, long>());

    /// <summary>The number of a run; 0 if it was requested before all runs with a number.</summary>
    public long NumberOf(RunId run) => Runs.GetValueOrDefault(run);

    /// <summary>
    /// Compares when two runs were requested. Runs without a number, stored by earlier versions, are compared by their times.
    /// </summary>
    /// <param name="run">A run.</param>
    /// <param name="requestedAt">When the run was requested.</param>
    /// <param name="published">The published run.</param>
    /// <returns>Positive if the run was requested later than the published one, negative if earlier, 0 if neither.</returns>
    public int Compare(RunId run, DateTimeOffset requestedAt, PublishedRun published) => (NumberOf(run), NumberOf(published.Run)) switch
    {
        (0, 0) => requestedAt.CompareTo(published.RequestedAt),
        var (first, second) => first.CompareTo(second),
    };

    /// <summary>Whether a ranked run has been published: it is published, or a run requested no earlier has replaced it.</summary>
    public bool HasPublished(RunPlan plan, PublishedRun? published) =>
        published is not null && (published.Run == plan.Run || Compare(plan.Run, plan.RequestedAt, published) <= 0);

    /// <summary>The order with another request; unchanged if the request is known, or starts the last run again.</summary>
    public AskedRuns With(RunId run, RunRequest request)
    {
        var (last, upload) = (Last, request.Upload);
        var taken = upload is null ? null : Uploads.GetValueOrDefault(upload.Upload);
        if (upload is not null && taken?.Tags != upload.Tags)
        {
            taken = new AskedUpload(upload.Tags, ++last);
        }

        var isLast = last > 0 && Runs.Where(asked => asked.Value == last).Select(asked => asked.Key).SequenceEqual([run]);
        var number = request.IsStart && !isLast ? ++last : Math.Max(NumberOf(run), taken?.Number ?? 0);
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

    /// <summary>The order without a deleted run.</summary>
    public AskedRuns Without(RunId run) => this with
    {
        Runs = Runs.Where(asked => asked.Key != run).ToDictionary(),
        Deleted = [.. (Deleted ?? []).Where(deleted => deleted != run).TakeLast(MostRuns - 1), run],
    };

    /// <summary>Whether a run was deleted and not requested again.</summary>
    /// <param name="run">The run.</param>
    /// <param name="upload">The upload that it was planned from; null if the run's id already identifies it.</param>
    public bool IsDeleted(RunId run, UploadVersion? upload) => Deleted?.Contains(run) == true
        && (upload is null || Uploads.GetValueOrDefault(upload.Upload)?.Tags == upload.Tags);

    private static Dictionary<RunId, long> Newest(Dictionary<RunId, long> runs) =>
        runs.OrderByDescending(run => run.Value).Take(MostRuns).ToDictionary();
}
