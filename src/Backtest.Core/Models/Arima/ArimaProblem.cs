namespace Backtest.Core.Models.Arima;

/// <summary>The objectives that a fit minimises, on a series scaled to the order of one.</summary>
internal sealed class ArimaProblem
{
    private readonly double[] _values;
    private readonly double[] _differenced;
    private readonly double[] _delta;
    private readonly double _constantStep;
    private readonly bool _complete;
    private readonly ConditionalSumOfSquares _css;
    private readonly ArmaLikelihood _likelihood;
    private readonly double[] _partial;

    private ArimaProblem(ArimaSpec spec, double[] values, double[] delta, double scale)
    {
        Spec = spec;
        Scale = scale;
        _delta = delta;
        _values = Array.ConvertAll(values, value => value / scale);
        _differenced = LagPolynomials.Difference(_values, delta);
        _complete = Array.TrueForAll(values, double.IsFinite);
        Observations = values.Count(double.IsFinite) - delta.Length;

        // The constant's part in the differenced series: the mean itself, or what differencing makes of drift times t.
        _constantStep = spec.SeasonalD == 1 ? spec.Period : 1;
        var (p, q) = (spec.P + (spec.SeasonalP * spec.Period), spec.Q + (spec.SeasonalQ * spec.Period));
        _css = new ConditionalSumOfSquares(_differenced, p);
        _likelihood = new ArmaLikelihood(_differenced, Math.Max(p, q + 1));
        _partial = new double[p];
    }

    public ArimaSpec Spec { get; }

    /// <summary>What the series was divided by.</summary>
    public double Scale { get; }

    /// <summary>Number of values after differencing, missing ones left out.</summary>
    public int Observations { get; }

    public static ArimaProblem Create(double[] values, ArimaSpec spec)
    {
        if (spec.Constant == true && spec.D + spec.SeasonalD > 1)
        {
            throw new FitException($"{spec.Label} differences twice and can have no constant.");
        }

        var delta = LagPolynomials.Differencing(spec);
        var known = LagPolynomials.Difference(values, delta).Where(double.IsFinite).ToList();
        if (known.Count <= spec.ParameterCount + 1)
        {
            throw new FitException($"{spec.Label} has {spec.ParameterCount + 1} parameters and {known.Count} values after differencing.");
        }

        var center = spec.HasConstant ? known.Average() : 0;
        var size = known.Max(value => Math.Abs(value - center));

        // What is left of exact arithmetic, relative to the values themselves, is no signal.
        if (!(size > 1e-12 * values.Where(double.IsFinite).Max(Math.Abs)))
        {
            throw new FitException($"Nothing is left for {spec.Label} to explain: the differenced series is constant.");
        }

        var scale = size * Math.Sqrt(known.Average(value => Square((value - center) / size)));
        return new ArimaProblem(spec, values, delta, scale);

        static double Square(double x) => x * x;
    }

    /// <summary>Zero coefficients, and the mean of the differenced series as the constant.</summary>
    public double[] Start()
    {
        var start = new double[Spec.ParameterCount];
        if (Spec.HasConstant)
        {
            start[^1] = _differenced.Where(double.IsFinite).Average() / _constantStep;
        }

        return start;
    }

    /// <summary>Half the logarithm of the conditional variance, by coefficients.</summary>
    public double ConditionalObjective(double[] vector)
    {
        var coefficients = ArimaCoefficients.FromVector(vector, Spec);
        return 0.5 * Math.Log(_css.Evaluate(LagPolynomials.Of(coefficients, Spec.Period), coefficients.Constant * _constantStep));
    }

    /// <summary>The negative concentrated log-likelihood per value, without its constant, by unconstrained numbers.</summary>
    public double Objective(double[] unconstrained) => ObjectiveAt(ArimaCoefficients.FromVector(ToCoefficients(unconstrained), Spec));

    /// <summary>The same by coefficients.</summary>
    public double ObjectiveAt(ArimaCoefficients coefficients)
    {
        if (Evaluate(coefficients) is not { } sums || !(sums.Squares > 0))
        {
            return double.PositiveInfinity;
        }

        var value = 0.5 * (Math.Log(sums.Squares / sums.Count) + (sums.Logs / sums.Count));
        return double.IsFinite(value) ? value : double.PositiveInfinity;
    }

    /// <summary>The innovations' variance that maximises the likelihood.</summary>
    public double VarianceAt(ArimaCoefficients coefficients) =>
        Evaluate(coefficients) is { } sums ? sums.Squares / sums.Count : double.NaN;

    /// <summary>Whether the autoregression is stationary.</summary>
    public bool IsStationary(ArimaCoefficients coefficients) =>
        PartialAutocorrelations.TryFromCoefficients(LagPolynomials.Of(coefficients, Spec.Period).Phi, _partial);

    /// <summary>Coefficients from unconstrained numbers.</summary>
    public double[] ToCoefficients(double[] unconstrained)
    {
        var vector = (double[])unconstrained.Clone();
        foreach (var block in AutoregressiveBlocks)
        {
            Span<double> partial = vector[block];
            foreach (ref var r in partial)
            {
                r = Math.Tanh(r);
            }

            PartialAutocorrelations.ToCoefficients(partial, vector.AsSpan(block));
        }

        return vector;
    }

    /// <summary>Unconstrained numbers from coefficients; false where the autoregression is not stationary.</summary>
    public bool TryToUnconstrained(double[] vector, out double[] unconstrained)
    {
        unconstrained = (double[])vector.Clone();
        foreach (var block in AutoregressiveBlocks)
        {
            var partial = unconstrained.AsSpan(block);
            if (!PartialAutocorrelations.TryFromCoefficients(vector.AsSpan(block), partial))
            {
                return false;
            }

            foreach (ref var r in partial)
            {
                r = Math.Atanh(r);
            }
        }

        return true;
    }

    private Range[] AutoregressiveBlocks => [new Range(0, Spec.P), new Range(Spec.P, Spec.P + Spec.SeasonalP)];

    private (double Squares, double Logs, int Count)? Evaluate(ArimaCoefficients coefficients)
    {
        var polynomials = LagPolynomials.Of(coefficients, Spec.Period);
        if (!PartialAutocorrelations.TryFromCoefficients(polynomials.Phi, _partial))
        {
            return null;
        }

        if (_complete)
        {
            var (squares, logs) = _likelihood.Evaluate(polynomials, _partial, coefficients.Constant * _constantStep);
            return (squares, logs, _differenced.Length);
        }

        var noise = new double[_values.Length];
        for (var t = 0; t < noise.Length; t++)
        {
            noise[t] = _values[t] - ArimaFilter.ConstantAt(Spec, coefficients, t);
        }

        var (filter, _) = ArimaFilter.RunDiffuse(polynomials, _partial, _delta, noise);
        return (filter.SumOfSquares, filter.SumOfLogs, filter.Counted);
    }
}
