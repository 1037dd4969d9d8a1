using Backtest.Core.Models.Lstm;
using Backtest.Core.Numerics;
using Backtest.Core.Tests.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Lstm;

/// <summary>Outputs and gradients of random networks against the equations in float64.</summary>
public sealed class LstmGradientTests
{
    private static readonly Gen<Problem> Problems =
        from inputs in Gen.Choose(1, 3)
        from units in Gen.Choose(1, 18)
        from layers in Gen.Choose(1, 3)
        from dense in Gen.Elements<DenseLayer[]>(
            [],
            [new(3, Activation.Tanh)],
            [new(9, Activation.Sigmoid), new(2, Activation.Linear)],
            [new(5, Activation.Relu), new(17, Activation.Sigmoid), new(4, Activation.Tanh)])
        from output in Gen.Elements(Activation.Linear, Activation.Tanh, Activation.Sigmoid)
        from outputs in Gen.Choose(1, 3)
        from steps in Gen.Choose(1, 6)
        from batch in Gen.Choose(1, 13)
        from cell in Gen.Elements(CellActivation.Tanh, CellActivation.Tanh, CellActivation.Relu)
        from loss in Gen.Elements(LossKind.Mse, LossKind.Mae, LossKind.Huber)
        from dropout in Gen.Elements(0, 0.4)
        from recurrentDropout in Gen.Elements(0, 0.3)
        from seed in Gen.Choose(0, 1_000_000)
        select new Problem(new LstmShape(inputs, units, layers, dense, outputs, output, cell), steps, batch, loss, dropout, recurrentDropout, (ulong)seed);

    [Fact]
    public void Loss_equals_that_of_the_equations() => RandomCases.Holds(
        Problems,
        problem => Assert.Equal(problem.Loss(problem.Reference()), problem.Step.Gradient(problem.Network.Parameters, problem.Masks), 1e-5));

    [Fact]
    public void Predictions_equal_the_equations() => RandomCases.Holds(Problems, problem =>
    {
        var shape = problem.Network.Shape;
        var outputs = new float[problem.Windows.Length * shape.Outputs];
        float[] windows = [.. problem.Windows.SelectMany(window => window).SelectMany(values => values).Select(value => (float)value)];

        problem.Network.Forward(windows, problem.Windows.Length, problem.Windows[0].Length, outputs);

        var expected = problem.Windows.SelectMany(window => problem.Reference().Output(window, (_, _, _) => 1, (_, _) => 1)).ToArray();
        Assert.All(expected, (value, k) => Assert.Equal(value, outputs[k], 1e-5));
    });

    [Fact]
    public void Gradients_equal_central_differences_of_the_equations() => RandomCases.Holds(
        Problems,
        problem =>
        {
            var reference = problem.Reference();
            problem.Step.Gradient(problem.Network.Parameters, problem.Masks);
            var gradients = ReferenceNetwork.From(problem.Network.Shape, problem.Step.Gradients).Weights;

            // A few weights of every array of every layer; the step is short, so as not to cross the kink of a relu.
            var random = new SeededRandom(problem.Seed + 1);
            foreach (var (array, weights) in reference.Weights.Index())
            {
                for (var trial = 0; trial < 3; trial++)
                {
                    var at = random.NextBelow(weights.Length);
                    var weight = weights[at];
                    weights[at] = weight + 1e-7;
                    var above = problem.Loss(reference);
                    weights[at] = weight - 1e-7;
                    var below = problem.Loss(reference);
                    weights[at] = weight;
                    var slope = (above - below) / 2e-7;

                    Assert.Equal(slope, gradients[array][at], 1e-5 * Math.Max(1, Math.Abs(slope)));
                }
            }
        },
        40);

    [Fact]
    public void Padding_stays_zero_in_training() => RandomCases.Holds(Problems, problem =>
    {
        var shape = problem.Network.Shape;
        var adam = new Adam(shape.ParameterLength);
        for (var k = 0; k < 3; k++)
        {
            problem.Step.Gradient(problem.Network.Parameters, problem.Masks);
            adam.Step(problem.Network.Parameters, problem.Step.Gradients, 0.01);
        }

        // A copy through the layout without padding.
        var copy = new LstmNetwork(shape);
        for (var l = 0; l < shape.Layers; l++)
        {
            copy.SetLayer(l, problem.Network.GetLayer(l));
        }

        for (var d = 0; d < shape.Dense.Count; d++)
        {
            copy.SetDense(d, problem.Network.GetDense(d));
        }

        Assert.Equal(copy.Parameters, problem.Network.Parameters);
    });

    [Fact]
    public void A_dropout_that_drops_nothing_equals_none()
    {
        var shape = new LstmShape(2, 7, 2, [new DenseLayer(3)], 1, Activation.Linear);
        var problem = new Problem(shape, 5, 4, LossKind.Mse, 0, 0, 1);
        var masks = new DropoutMasks(1e-12, 0, shape, 4, 5);
        masks.Draw(new SeededRandom(1), 5, 4);

        var loss = problem.Step.Gradient(problem.Network.Parameters, null);
        var gradients = problem.Step.Gradients.ToArray();

        Assert.Equal(loss, problem.Step.Gradient(problem.Network.Parameters, masks));
        Assert.Equal(gradients, problem.Step.Gradients.ToArray());
    }

    // A random network with a batch of windows and targets, and fixed dropout masks.
    private sealed class Problem
    {
        private readonly double[][] _targets;
        private readonly float[][] _masks;
        private readonly float[][] _recurrentMasks;
        private readonly LossKind _loss;
        private readonly int _width;

        public Problem(LstmShape shape, int steps, int batch, LossKind loss, double dropout, double recurrentDropout, ulong seed)
        {
            _loss = loss;
            var random = new SeededRandom(seed);
            Seed = seed;
            Network = LstmInitializer.Create(shape, random);
            foreach (ref var weight in Network.Parameters.AsSpan())
            {
                // Away from the starting values, among which biases are zero; padding stays.
                weight = weight == 0 ? 0 : weight + (float)(0.1 * random.NextNormal());
            }

            for (var l = 0; l < shape.Layers; l++)
            {
                var layer = Network.GetLayer(l);
                Network.SetLayer(l, layer with { RecurrentBias = Array.ConvertAll(layer.RecurrentBias, _ => (float)(0.3 * random.NextNormal())) });
            }

            for (var d = 0; d < shape.Dense.Count; d++)
            {
                var dense = Network.GetDense(d);
                Network.SetDense(d, dense with { Bias = Array.ConvertAll(dense.Bias, _ => (float)random.NextNormal()) });
            }

            Step = new TrainingStep(shape, batch + 1, steps, loss);
            Step.Begin(batch);
            Windows = new double[batch][][];
            _targets = new double[batch][];
            for (var b = 0; b < batch; b++)
            {
                Windows[b] = new double[steps][];
                for (var t = 0; t < steps; t++)
                {
                    Windows[b][t] = Fill(Step.Input(t, b), random);
                }

                _targets[b] = Fill(Step.Target(b), random);
            }

            _width = MatrixProduct.Pad(shape.Units);
            _masks = [.. Enumerable.Range(0, shape.Layers).Select(_ => new float[steps * batch * _width])];
            _recurrentMasks = [.. Enumerable.Range(0, shape.Layers).Select(_ => new float[batch * _width])];
            foreach (var mask in _masks.Concat(_recurrentMasks))
            {
                Array.Fill(mask, 1);
            }

            if (dropout + recurrentDropout > 0)
            {
                Masks = new DropoutMasks(dropout, recurrentDropout, shape, batch + 1, steps);
                Masks.Draw(random, steps, batch);
            }

            for (var l = 0; l < shape.Layers; l++)
            {
                if (dropout > 0)
                {
                    Masks!.Apply(l, _masks[l], _masks[l], steps, batch);
                }

                if (recurrentDropout > 0)
                {
                    Masks!.ApplyRecurrent(l, _recurrentMasks[l], _recurrentMasks[l]);
                }
            }
        }

        public ulong Seed { get; }

        public LstmNetwork Network { get; }

        public TrainingStep Step { get; }

        public DropoutMasks? Masks { get; }

        public double[][][] Windows { get; }

        public ReferenceNetwork Reference() => ReferenceNetwork.From(Network.Shape, Network.Parameters);

        // The mean loss of the batch.
        public double Loss(ReferenceNetwork reference) => Enumerable.Range(0, Windows.Length)
            .SelectMany(b => reference
                .Output(Windows[b], (l, t, u) => _masks[l][(((t * Windows.Length) + b) * _width) + u], (l, u) => _recurrentMasks[l][(b * _width) + u])
                .Zip(_targets[b], (output, target) => Loss(Math.Abs(output - target))))
            .Average();

        private double Loss(double error) => _loss switch
        {
            LossKind.Mse => error * error,
            LossKind.Mae => error,
            _ => error <= 1 ? error * error / 2 : error - 0.5,
        };

        private static double[] Fill(Span<float> values, SeededRandom random)
        {
            foreach (ref var value in values)
            {
                value = (float)random.NextNormal();
            }

            return Array.ConvertAll(values.ToArray(), value => (double)value);
        }
    }
}
