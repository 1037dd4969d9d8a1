using Backtest.Core.Diagnostics;
using Backtest.Core.Problems;
using MathNet.Numerics;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Chooses the orders of an ARIMA model: d and D by tests, the others and the constant by an information criterion
/// (Hyndman and Khandakar, 2008, Journal of Statistical Software 27(3), section 3), with the rules and limits of R's forecast 8,
/// except for the roots of long seasons.
/// </summary>
/// <remarks>
/// Long series are searched by conditional sums of squares, whose criterion is made comparable through the model without
/// coefficients; maximum likelihood then estimates the best orders. Models with a root near the unit circle, or without standard
/// errors, are excluded. If a constant, a line or a repeating season reproduces the series, there is nothing to
/// search for.
/// </remarks>
internal sealed class ArimaSearch
{
    /// <summary>The longest season that a search considers; a series with a longer one counts as nonseasonal.</summary>
    public const int LongestSeason = 60;

    private const int MostOrder = 5;
    private const int MostSeasonalOrder = 2;
    private const int MostModels = 94;

    // Above these, the search approximates.
    private const int LongSeries = 150;
    private const int LongSeason = 12;

    // With fewer values, only the smallest models are starts.
    private const int FewValues = 10;

    // A root with a smaller modulus is too close to the unit circle.
    private const double LeastRoot = 1.01;

    private readonly ArimaSpec _base;
    private readonly double[] _values;
    private readonly int _observed;
    private readonly bool _approximates;
    private readonly double _offset;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<bool, EstimationData> _data = [];
    private readonly List<Candidate> _tried = [];
    private readonly int _mostP;
    private readonly int _mostQ;
    private readonly int _mostSeasonalP;
    private readonly int _mostSeasonalQ;
    private FitException? _failure;

    private ArimaSearch(double[] values, ArimaSpec start, CancellationToken cancellationToken)
    {
        _values = values;
        _cancellationToken = cancellationToken;
        _observed = ObservedValues.Count(values);
        var m = start.Period;
        _base = start;
        _mostSeasonalP = _mostSeasonalQ = m > 1 ? Math.Min(MostSeasonalOrder, _observed / 3 / m) : 0;
        _mostP = _mostQ = Math.Min(MostOrder, _observed / 3);
        if (_mostSeasonalP > 0)
        {
            _mostP = _mostQ = Math.Min(_mostP, m - 1);
        }

        // Conditional sums of squares do not allow missing values.
        _approximates = (_observed > LongSeries || m > LongSeason) && _observed == values.Length;
        _offset = _approximates ? Offset() : 0;
    }

    private bool MayHaveConstant => CanHaveConstant(_base.D, _base.SeasonalD);

    /// <summary>Searches and fits.</summary>
    /// <param name="y">The series in time order, NaN where a value is missing.</param>
    /// <param name="spec">Kind of search, criterion, season length and transformation.</param>
    /// <param name="cancellationToken">Checked before every fit.</param>
    /// <param name="differences">d and D; null to choose them as well.</param>
    /// <returns>The best model; its spec has the chosen orders.</returns>
    /// <exception cref="FitException">No model can be fitted to the series.</exception>
    public static ArimaModel Fit(
        ReadOnlySpan<double> y, ArimaSpec spec, CancellationToken cancellationToken, (int D, int SeasonalD)? differences = null)
    {
        var values = ArimaFitter.Transform(y, spec);
        if (differences is null && ExactOrders(values, spec) is { } exact)
        {
            return Fixed(y, exact, cancellationToken);
        }

        var (d, seasonalD) = differences ?? SuggestDifferences(values, spec);
        var start = WithDifferences(spec, d, seasonalD);

        // Innovations that are all equal have no correlations to search.
        if (ObservedValues.Count(values) == values.Length
            && ObservedValues.AreEqual(DifferenceOperator.Apply(start, values), ObservedValues.Magnitude(values)))
        {
            return Fixed(y, start with { Constant = CanHaveConstant(d, seasonalD) }, cancellationToken);
        }

        var search = new ArimaSearch(values, start, cancellationToken);
        if (spec.Auto == ArimaSearchKind.Full)
        {
            search.TryAll();
        }
        else
        {
            search.Step();
        }

        var (best, data, estimate) = search.Best();
        var model = ArimaFitter.Complete(best, data, estimate, y, cancellationToken);
        return WithChoice(model);
    }

    /// <summary>
    /// The orders of the simplest model that reproduces a series: its mean, a line, a repeating season, or the last two; null for none.
    /// </summary>
    /// <param name="values">The series after its Box-Cox transformation, NaN where missing.</param>
    /// <param name="spec">Season length and other options.</param>
    public static ArimaSpec? ExactOrders(ReadOnlySpan<double> values, ArimaSpec spec)
    {
        List<ArimaSpec> simplest =
            [WithDifferences(spec, 0, 0) with { Constant = true }, WithDifferences(spec, 1, 0) with { Constant = true }];
        if (spec.Period > 1 && ObservedValues.Count(values) >= FewestForSeason(spec.Period))
        {
            simplest.Add(WithDifferences(spec, 0, 1) with { Constant = false });
            simplest.Add(WithDifferences(spec, 0, 1) with { Constant = true });
        }

        foreach (var candidate in simplest.Where(candidate => !spec.Stationary || candidate.D + candidate.SeasonalD == 0))
        {
            if (ExactFit.Of(candidate, values) is not null)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The numbers of differences chosen by a search.</summary>
    public static (int D, int SeasonalD) SuggestDifferences(double[] values, ArimaSpec spec) =>
        spec.Stationary ? (0, 0) : Diagnostics.Differencing.Suggest(values, spec.Period);

    /// <summary>The start of a search for orders.</summary>
    public static ArimaSpec WithDifferences(ArimaSpec spec, int d, int seasonalD) =>
        spec with { Auto = null, Stationary = false, P = 0, D = d, Q = 0, SeasonalP = 0, SeasonalD = seasonalD, SeasonalQ = 0 };

    /// <summary>Adds the chosen orders to a model's warnings.</summary>
    public static ArimaModel WithChoice(ArimaModel model) =>
        model with { Warnings = [$"{SearchNote.Start}{model.Spec.Label}.", .. model.Warnings] };

    /// <summary>Fewest observed values to consider a season: more than two seasons.</summary>
    public static int FewestForSeason(int period) => (2 * period) + 1;

    /// <summary>Whether a model with these differences can have a constant.</summary>
    public static bool CanHaveConstant(int d, int seasonalD) => d + seasonalD <= 1;

    private static ArimaModel Fixed(ReadOnlySpan<double> y, ArimaSpec spec, CancellationToken cancellationToken) =>
        WithChoice(ArimaFitter.Fit(y, spec with { Period = spec.SeasonalD > 0 ? spec.Period : 1 }, cancellationToken));

    private void TryAll()
    {
        for (var p = 0; p <= _mostP; p++)
        {
            for (var q = 0; q <= _mostQ; q++)
            {
                for (var seasonalP = 0; seasonalP <= _mostSeasonalP; seasonalP++)
                {
                    for (var seasonalQ = 0; seasonalQ <= _mostSeasonalQ; seasonalQ++)
                    {
                        if (p + q + seasonalP + seasonalQ <= MostOrder)
                        {
                            var orders = new Orders(p, q, seasonalP, seasonalQ, false);
                            Try(orders);
                            if (MayHaveConstant)
                            {
                                Try(orders with { Constant = true });
                            }
                        }
                    }
                }
            }
        }
    }

    private void Step()
    {
        var few = _values.Length < FewValues;
        var constant = MayHaveConstant;
        var (one, seasonalOne) = (Math.Min(1, _mostP), Math.Min(1, _mostSeasonalP));
        Orders[] starts =
        [
            new(Math.Min(few ? 1 : 2, _mostP), Math.Min(few ? 1 : 2, _mostQ), few ? 0 : seasonalOne, few ? 0 : seasonalOne, constant),
            new(0, 0, 0, 0, constant),
            new(one, 0, seasonalOne, 0, constant),
            new(0, one, 0, seasonalOne, constant),
            new(0, 0, 0, 0, false),
        ];
        var best = starts[0];
        var least = Try(best);
        foreach (var start in starts.Skip(1))
        {
            if (!IsTried(start) && Try(start) is var criterion && criterion < least)
            {
                // As in R, the constant is decided only below.
                (best, least) = (start with { Constant = constant }, criterion);
            }
        }

        while (Better(best, least) is { } next && _tried.Count < MostModels)
        {
            (best, least) = next;
        }
    }

    // The first neighbour that is better than the best so far; null if there is none.
    private (Orders Orders, double Criterion)? Better(Orders at, double least)
    {
        foreach (var next in Neighbours(at))
        {
            if (_tried.Count < MostModels && IsAllowed(next) && !IsTried(next) && Try(next) is var criterion && criterion < least)
            {
                return (next, criterion);
            }
        }

        return null;
    }

    private static IEnumerable<Orders> Neighbours(Orders at)
    {
        (int First, int Second)[] moves = [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)];
        foreach (var (first, second) in moves)
        {
            yield return at with { SeasonalP = at.SeasonalP + first, SeasonalQ = at.SeasonalQ + second };
        }

        foreach (var (first, second) in moves)
        {
            yield return at with { P = at.P + first, Q = at.Q + second };
        }

        yield return at with { Constant = !at.Constant };
    }

    private bool IsAllowed(Orders orders) =>
        orders.P >= 0 && orders.P <= _mostP
        && orders.Q >= 0 && orders.Q <= _mostQ
        && orders.SeasonalP >= 0 && orders.SeasonalP <= _mostSeasonalP
        && orders.SeasonalQ >= 0 && orders.SeasonalQ <= _mostSeasonalQ
        && (MayHaveConstant || !orders.Constant);

    private bool IsTried(Orders orders) => _tried.Exists(candidate => candidate.Orders == orders);

    // The criterion of a model; infinite if it cannot be fitted or is excluded.
    private double Try(Orders orders)
    {
        var spec = SpecOf(orders, _approximates ? ArimaMethod.Css : ArimaMethod.CssMl);
        var (criterion, estimate) = Evaluate(spec);

        // Only a model that would be the best so far is checked, since the check costs as much as the fit.
        if (criterion < _tried.Select(candidate => candidate.Criterion).DefaultIfEmpty(double.PositiveInfinity).Min()
            && !IsSound(spec, estimate!))
        {
            criterion = double.PositiveInfinity;
        }

        _tried.Add(new Candidate(orders, criterion, spec, estimate));
        return criterion;
    }

    // The first candidate, from the best one on, that maximum likelihood can fit.
    private (ArimaSpec Spec, EstimationData Data, Estimate Estimate) Best()
    {
        foreach (var candidate in _tried.Where(candidate => candidate.Criterion < double.PositiveInfinity)
            .OrderBy(candidate => candidate.Criterion))
        {
            if (!_approximates)
            {
                return (candidate.Spec, DataFor(candidate.Spec), candidate.Estimate!);
            }

            var spec = SpecOf(candidate.Orders, ArimaMethod.CssMl);
            var (criterion, estimate) = Evaluate(spec);
            if (criterion < double.PositiveInfinity && IsSound(spec, estimate!))
            {
                return (spec, DataFor(spec), estimate!);
            }
        }

        throw _failure ?? new FitException("No ARIMA model is suitable for this series.");
    }

    private (double Criterion, Estimate? Estimate) Evaluate(ArimaSpec spec)
    {
        var n = _observed - spec.D - (spec.SeasonalD * spec.Period);
        var k = spec.ParameterCount + 1;
        if (n <= k + 1 || _observed < spec.MinimumTrainingLength)
        {
            return (double.PositiveInfinity, null);
        }

        try
        {
            var data = DataFor(spec);
            var estimate = ArimaFitter.Estimate(spec, data, _cancellationToken);
            var (logLikelihood, sigma2) = ArimaFitter.LikelihoodOf(data, estimate);
            var aic = spec.Method == ArimaMethod.Css ? _offset + (n * Math.Log(sigma2)) + (2 * k) : (-2 * logLikelihood) + (2 * k);
            var criterion = _base.Criterion switch
            {
                InformationCriterion.Aic => aic,
                InformationCriterion.Bic => aic + (k * (Math.Log(n) - 2)),
                _ => aic + (2.0 * k * (k + 1) / (n - k - 1)),
            };
            return double.IsFinite(criterion) ? (criterion, estimate) : (double.PositiveInfinity, null);
        }
        catch (FitException problem)
        {
            _failure ??= problem;
            return (double.PositiveInfinity, null);
        }
    }

    // Converts the criterion of conditional sums of squares to one of likelihoods: their difference for the model without coefficients.
    private double Offset()
    {
        try
        {
            var spec = SpecOf(new Orders(0, 0, 0, 0, _base.D + _base.SeasonalD == 0), ArimaMethod.CssMl);
            var data = DataFor(spec);
            var (logLikelihood, sigma2) = ArimaFitter.LikelihoodOf(data, ArimaFitter.Estimate(spec, data, _cancellationToken));
            return (-2 * logLikelihood) - (_observed * Math.Log(sigma2));
        }
        catch (FitException problem)
        {
            _failure = problem;
            return 0;
        }
    }

    private ArimaSpec SpecOf(Orders orders, ArimaMethod method) => _base with
    {
        P = orders.P,
        Q = orders.Q,
        SeasonalP = orders.SeasonalP,
        SeasonalQ = orders.SeasonalQ,
        Constant = orders.Constant,
        Method = method,
        Period = _base.SeasonalD + orders.SeasonalP + orders.SeasonalQ > 0 ? _base.Period : 1,
    };

    // All models with a constant share the same differenced values, and so do all without.
    private EstimationData DataFor(ArimaSpec spec)
    {
        if (!_data.TryGetValue(spec.HasConstant, out var data))
        {
            _data[spec.HasConstant] = data = EstimationData.Create(spec with { Period = _base.Period }, _values);
        }

        return data;
    }

    private static bool IsSound(ArimaSpec spec, Estimate estimate)
    {
        var coefficients = estimate.Coefficients;
        var seasonal = spec.P + spec.Q;
        return LeastModulus(coefficients[..spec.P], -1) >= LeastRoot
            && LeastModulus(coefficients[spec.P..seasonal], 1) >= LeastRoot
            && LeastModulus(coefficients[seasonal..(seasonal + spec.SeasonalP)], -1) >= LeastSeasonalRoot(spec.Period)
            && LeastModulus(coefficients[(seasonal + spec.SeasonalP)..], 1) >= LeastSeasonalRoot(spec.Period)
            && (spec.ParameterCount == 0 || estimate.StandardErrors.Value is not null);
    }

    // R applies its limit to the polynomial in B, whose roots are the m-th roots of those in B^m. With m = 24 this excludes a seasonal
    // moving average of 0.79, with m = 52 one of 0.6. For long seasons, the limit therefore applies to the polynomial in B^m.
    private static double LeastSeasonalRoot(int period) => period > LongSeason ? LeastRoot : Math.Pow(LeastRoot, period);

    // For the roots of 1 + sign (c_1 z + c_2 z^2 + ...); those of a seasonal polynomial are z^m of the expanded one's.
    private static double LeastModulus(double[] coefficients, int sign)
    {
        var degree = Array.FindLastIndex(coefficients, value => Math.Abs(value) > 1e-8) + 1;
        if (degree == 0)
        {
            return double.PositiveInfinity;
        }

        double[] polynomial = [1, .. coefficients.Take(degree).Select(value => sign * value)];
        return FindRoots.Polynomial(polynomial).Min(root => root.Magnitude);
    }

    private readonly record struct Orders(int P, int Q, int SeasonalP, int SeasonalQ, bool Constant);

    private sealed record Candidate(Orders Orders, double Criterion, ArimaSpec Spec, Estimate? Estimate);
}
