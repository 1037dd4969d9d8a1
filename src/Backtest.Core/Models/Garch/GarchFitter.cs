using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using MathNet.Numerics;

namespace Backtest.Core.Models.Garch;

/// <summary>Estimates GARCH(1,1) by maximum likelihood.</summary>
internal static class GarchFitter
{
    /// <summary>Fewest innovations to distinguish a changing variance from a constant one.</summary>
    public const int LeastInnovations = 50;

    private const double Tolerance = 1e-12;

    // Bounds of the degrees of freedom; above them, the distribution is practically normal.
    private const double LeastShape = 2.01;

    // Starting points: alpha and beta.
    private static readonly (double Alpha, double Beta)[] Starts = [(0.1, 0.8), (0.05, 0.9), (0.3, 0.3)];

    /// <summary>Fits the model.</summary>
    /// <param name="innovations">Innovations of a model of the mean, in time order, NaN where missing.</param>
    /// <param name="distribution">Their distribution, given their variance.</param>
    /// <param name="cancellationToken">Checked once per iteration of the search.</param>
    /// <exception cref="FitException">There are too few innovations, or the search does not converge.</exception>
    public static GarchModel Fit(ReadOnlySpan<double> innovations, GarchDistribution distribution, CancellationToken cancellationToken)
    {
        var values = innovations.ToArray();
        var present = values.Where(value => !double.IsNaN(value)).ToList();
        if (present.Count < LeastInnovations)
        {
            throw new FitException($"GARCH(1,1) needs at least {LeastInnovations} innovations; there are {present.Count}.");
        }

        // Scaled to variance 1, the parameters are of the same order for every series.
        var scale = Math.Sqrt(present.Sum(value => value * value) / present.Count);
        if (!(scale > 0 && double.IsFinite(scale)))
        {
            throw new FitException("GARCH(1,1) needs innovations that vary and can be squared.");
        }

        var scaled = Array.ConvertAll(values, value => value / scale);
        var best = Starts
            .Select(start => Search(scaled, distribution, start, cancellationToken))
            .Where(model => double.IsFinite(model.LogLikelihood))
            .MaxBy(model => model.LogLikelihood)
            ?? throw new FitException("GARCH(1,1) cannot be fitted to the innovations.");
        return best with
        {
            Omega = best.Omega * scale * scale,
            MeanSquare = best.MeanSquare * scale * scale,
            LogLikelihood = best.LogLikelihood - (present.Count * Math.Log(scale)),
        };
    }

    private static GarchModel Search(
        double[] innovations, GarchDistribution distribution, (double Alpha, double Beta) start, CancellationToken cancellationToken)
    {
        List<double> parameters = [Math.Log(1 - start.Alpha - start.Beta), Logit(start.Alpha), Logit(start.Beta)];
        if (distribution == GarchDistribution.StudentT)
        {
            parameters.Add(Math.Log(6 - LeastShape));
        }

        var count = innovations.Count(value => !double.IsNaN(value));
        double[] free = [.. parameters];
        new Bfgs(
            x => -LogLikelihood(ModelOf(x, distribution), innovations) / count,
            free.Length).Minimize(free, Tolerance, polish: true, cancellationToken);
        var model = ModelOf(free, distribution);
        return model with { LogLikelihood = LogLikelihood(model, innovations) };
    }

    private static GarchModel ModelOf(double[] free, GarchDistribution distribution) => new(
        distribution,
        Math.Exp(free[0]),
        SpecialFunctions.Logistic(free[1]),
        SpecialFunctions.Logistic(free[2]),
        distribution == GarchDistribution.StudentT ? LeastShape + Math.Exp(free[3]) : null,
        1,
        0);

    private static double Logit(double share) => Math.Log(share / (1 - share));

    private static double LogLikelihood(GarchModel model, double[] innovations)
    {
        var (sum, count, variance) = (0.0, 0, model.First);
        foreach (var innovation in innovations)
        {
            if (!double.IsNaN(innovation))
            {
                sum += Math.Log(variance) + (model.Shape is { } shape
                    ? (shape + 1) * Math.Log(1 + (innovation * innovation / (variance * (shape - 2))))
                    : innovation * innovation / variance);
                count++;
            }

            variance = model.Next(variance, innovation);
        }

        var constant = model.Shape is { } degrees
            ? SpecialFunctions.GammaLn(
                (degrees + 1) / 2) - SpecialFunctions.GammaLn(degrees / 2) - (0.5 * Math.Log(Math.PI * (degrees - 2)))
            : -0.5 * Math.Log(2 * Math.PI);
        var result = (count * constant) - (0.5 * sum);
        return double.IsNaN(result) ? double.NegativeInfinity : result;
    }
}
