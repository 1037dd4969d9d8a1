using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backtest.Bench;

/// <summary>Paired timings of the same work: ours and a peer's alternate, so that both meet the same machine.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="What">Description of the work.</param>
/// <param name="Threads">Threads that each may use.</param>
/// <param name="Name">The peer.</param>
/// <param name="Operations">Floating-point operations of the work; 0 if not counted.</param>
internal sealed record Comparison(string Case, string What, int Threads, string Name, double Operations = 0)
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly List<(double Seconds, double Quality)> _ours = [];
    private readonly List<(double Seconds, double Quality)> _peers = [];
    private readonly List<double> _peaks = [];

    /// <summary>Median of our times.</summary>
    public double OurSeconds => Median([.. _ours.Select(run => run.Seconds)]);

    /// <summary>Median of the peer's times.</summary>
    public double PeerSeconds => Median([.. _peers.Select(run => run.Seconds)]);

    /// <summary>Operations per second, in billions; null if not counted.</summary>
    public double? Gigaflops => Operations > 0 ? Operations / OurSeconds / 1e9 : null;

    /// <summary>Share of the peak of the threads' cores; null if operations were not counted.</summary>
    public double? ShareOfPeak => Gigaflops * 1e9 / (Median(_peaks) * Threads);

    /// <summary>Adds a pair of runs: seconds, and the loss or log-likelihood reached.</summary>
    public void Add((double Seconds, double Quality) ours, (double Seconds, double Quality) peer)
    {
        _ours.Add(ours);
        _peers.Add(peer);
    }

    /// <summary>Adds a core's peak in operations per second, measured when one of our runs began.</summary>
    public void AddPeak(double operationsPerSecond) => _peaks.Add(operationsPerSecond);

    /// <summary>Prints a table of comparisons, then one line of JSON for each.</summary>
    public static void Write(IReadOnlyList<Comparison> comparisons, string quality)
    {
        Console.WriteLine(
            $"{"case",-8} {"threads",7} {"peer",-12} {"ours s",9} {"peer s",9} {"ratio",7}   {quality + " ours",-22} {quality + " peer",-22} {(comparisons.Any(one => one.Operations > 0) ? "GFLOP/s of peak  " : "")}what");
        foreach (var one in comparisons)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Case,-8} {one.Threads,7} {one.Name,-12} {one.OurSeconds,9:G3} {one.PeerSeconds,9:G3} {one.PeerSeconds / one.OurSeconds,6:F1}x   {one._ours[^1].Quality,-22:G6} {one._peers[^1].Quality,-22:G6} {(one.Gigaflops is { } gigaflops ? $"{gigaflops,7:F1} {one.ShareOfPeak,7:P0}  " : "")}{one.What}"));
        }

        foreach (var one in comparisons)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                @case = one.Case,
                threads = one.Threads,
                oursSeconds = one.OurSeconds,
                peer = one.Name,
                peerSeconds = one.PeerSeconds,
                ratio = one.PeerSeconds / one.OurSeconds,
                gflops = one.Gigaflops,
                shareOfPeak = one.ShareOfPeak,
            }, Json));
        }
    }

    private static double Median(List<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);
}
