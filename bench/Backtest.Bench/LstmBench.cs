using System.Diagnostics;
using System.Globalization;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Transforms;
using Backtest.Engineering;

namespace Backtest.Bench;

/// <summary>Training against PyTorch on Debian: same data, shapes, optimiser, batches and epochs.</summary>
internal static class LstmBench
{
    private const int Pairs = 3;

    private static readonly LstmSpec Long =
        new() { LookBack = 120, Units = 50, Layers = 2, Dropout = 0.2, BatchSize = 32, Epochs = 20, Transforms = [TransformKind.MinMax] };

    private static readonly LstmSpec Wide = new()
    {
        LookBack = 3,
        Units = 128,
        Layers = 2,
        Dense = [new DenseLayer(64), new DenseLayer(32)],
        BatchSize = 9,
        Epochs = 128,
        Transforms = [TransformKind.MinMax],
    };

    private static readonly LstmSpec[] Grid =
    [
        .. from lookBack in new[] { 3, 6, 12, 24 }
           from units in new[] { 8, 16, 32, 64 }
           from layers in new[] { 1, 2 }
           select new LstmSpec { LookBack = lookBack,
               Units = units,
               Layers = layers,
               BatchSize = 32,
               Epochs = 50,
               Transforms = [TransformKind.MinMax] },
    ];

    private static readonly LstmBackends Backends = new(AddedBackends.All);

    /// <summary>The built-in backend against TorchSharp, from small networks to large ones.</summary>
    public static int RunBackends(CancellationToken cancellationToken)
    {
        if (AddedBackends.All.Count == 0)
        {
            throw new SetupException("This bench was built without TorchSharp; add -p:UseTorchSharp=true to dotnet run.");
        }

        var comparisons = new List<Comparison>();
        foreach (var (units, batchSize, epochs) in new[] { (16, 32, 20),
            (64, 32, 10),
            (128, 64, 5),
            (256, 64, 2),
            (256, 256, 2),
            (512, 256, 1) })
        {
            var spec = new LstmSpec
            {
                LookBack = 24,
                Units = units,
                Layers = 2,
                BatchSize = batchSize,
                Epochs = epochs,
                Transforms = [TransformKind.MinMax]
            };
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                var what = $"{units}+{units} units, look-back 24, batch {batchSize}, 600 points, {epochs} epoch(s)";
                Console.WriteLine($"{what} on {threads} thread(s)");
                comparisons.Add(CompareBackends(
                    new Comparison("backends", what, threads, "torchsharp", Operations(spec, 600)), [spec], 600, cancellationToken));
            }
        }

        Comparison.Write(comparisons, "loss");
        return 0;
    }

    public static async Task<int> RunAsync(string[] cases, CancellationToken cancellationToken)
    {
        // Debian installs PyTorch with a reference BLAS, which users of it would replace.
        await Peer.InstallAsync(["python3-torch", "libopenblas0-pthread"], cancellationToken);
        var comparisons = new List<Comparison>();
        async Task AddAsync(string name, string what, LstmSpec[] specs, int points, int threads)
        {
            if (cases.Length == 0 || cases.Contains(name))
            {
                Console.WriteLine($"{name} on {threads} thread(s): {what}");
                var comparison = new Comparison(name, what, threads, "pytorch", specs.Sum(spec => Operations(spec, points)));
                comparisons.Add(await CompareAsync(comparison, specs, points, cancellationToken));
                if (AddedBackends.All.Count > 0)
                {
                    comparisons.Add(CompareBackends(
                        new Comparison(name, what, threads, "torchsharp", comparison.Operations), specs, points, cancellationToken));
                }
            }
        }

        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            await AddAsync("a", "722 points, look-back 120, LSTM 50+50, dropout 0.2, batch 32, 20 epochs", [Long], 722, threads);
            await AddAsync("b", "45 points, look-back 3, LSTM 128+128, dense 64+32+1, batch 9, 128 epochs", [Wide], 45, threads);
        }

        await AddAsync(
            "c",
            "grid of 32: look-back 3-24, units 8-64, layers 1-2, 400 points, batch 32, 50 epochs",
            Grid,
            400,
            Environment.ProcessorCount);
        Comparison.Write(comparisons, "loss");
        return 0;
    }

    private static async Task<Comparison> CompareAsync(
        Comparison comparison, LstmSpec[] specs, int points, CancellationToken cancellationToken)
    {
        var threads = comparison.Threads;
        var series = Wave(points);
        string[] shapes =
        [
            .. specs.Select(spec => string.Create(
                CultureInfo.InvariantCulture,
                $"{spec.LookBack},{spec.Units},{spec.Layers},{spec.Dropout},{spec.BatchSize},{spec.Epochs},{string.Join('+', spec.Dense.Select(layer => layer.Units))}")),
        ];
        Train(specs, series, threads, cancellationToken);
        for (var pair = 0; pair < Pairs; pair++)
        {
            comparison.AddPeak(CorePeak.Measure());
            var ours = Train(specs, series, threads, cancellationToken);
            var numbers = await Peer.RunAsync("/usr/bin/python3", "lstm.py", [$"{threads}", $"{points}", .. shapes], cancellationToken);
            comparison.Add(ours, (numbers[0], numbers[1]));
        }

        return comparison;
    }

    private static Comparison CompareBackends(Comparison comparison, LstmSpec[] specs, int points, CancellationToken cancellationToken)
    {
        var series = Wave(points);
        LstmSpec[] others = [.. specs.Select(spec => spec with { Backend = LstmBackendKind.TorchSharp })];
        Train([.. others.Select(spec => spec with { Epochs = 1 })], series, comparison.Threads, cancellationToken);
        Train([.. specs.Select(spec => spec with { Epochs = 1 })], series, comparison.Threads, cancellationToken);
        for (var pair = 0; pair < Pairs; pair++)
        {
            comparison.AddPeak(CorePeak.Measure());
            comparison.Add(
                Train(specs, series, comparison.Threads, cancellationToken), Train(others, series, comparison.Threads, cancellationToken));
        }

        return comparison;
    }

    private static double[] Wave(int points) =>
        [.. Enumerable.Range(0, points).Select(t => 100 + (0.05 * t) + (10 * Math.Sin(2 * Math.PI * t / 12)) + (3 * Math.Sin(t * 1.7)))];

    // Matrix products alone: per weight, step and window a multiplication and an addition for the forward pass, for the weights' gradient,
    // and for the inputs' gradient, which the first layer does not need.
    private static double Operations(LstmSpec spec, int points)
    {
        var recurrent = 4.0 * spec.Units * spec.Units;
        var layers = (6 * recurrent * ((2 * spec.Layers) - 1)) + (4 * 4.0 * spec.Units);
        var (dense, inputs) = (0.0, spec.Units);
        foreach (var units in spec.Dense.Select(layer => layer.Units).Append(1))
        {
            dense += 6.0 * inputs * units;
            inputs = units;
        }

        return ((layers * spec.LookBack) + dense) * (points - spec.LookBack) * spec.Epochs;
    }

    // The loss is that of the last epoch, averaged over the trials. Threads share a training if there is only one.
    private static (double Seconds, double Loss) Train(LstmSpec[] specs, double[] series, int threads, CancellationToken cancellationToken)
    {
        var losses = new double[specs.Length];
        var context = new FitContext(Math.Max(1, threads / specs.Length), Backends);
        var started = Stopwatch.GetTimestamp();
        Parallel.For(
            0,
            specs.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            k => losses[k] = LstmFitter.Fit(series, specs[k], 1, cancellationToken, context).History.Training[^1]);
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, losses.Average());
    }
}
