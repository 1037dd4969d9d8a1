using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Kernels;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Lstm.Kernels;

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
            [new(5, Activation.Relu), new(17, Activation.Sigmoid), new(4, Activation.Tanh)],
            [new(11, Activation.Softmax)])
        from output in Gen.Elements(Activation.Linear, Activation.Tanh, Activation.Sigmoid, Activation.Softmax, Activation.Quantiles)
        from classes in Gen.Choose(2, 9)
        from outputs in Gen.Choose(1, 3)
        from branches in Gen.Elements(false, true)
        from steps in Gen.Choose(1, 6)
        from batch in Gen.Choose(1, 13)
        from cell in Gen.Elements(CellActivation.Tanh, CellActivation.Tanh, CellActivation.Relu)
        from loss in output == Activation.Softmax
            ? Gen.Elements(LossKind.Mse, LossKind.CrossEntropy)
            : output == Activation.Quantiles ? Gen.Elements(LossKind.Mse, LossKind.Pinball, LossKind.Pinball)
            : Gen.Elements(LossKind.Mse, LossKind.Mae, LossKind.Huber)
        from dropout in Gen.Elements(0, 0.4)
        from recurrentDropout in Gen.Elements(0, 0.3)
        from masked in Gen.Elements(false, true)
        from seed in Gen.Choose(0, 1_000_000)
        let groups = output == Activation.Softmax ? classes : output == Activation.Quantiles ? QuantileHead.Count : 1
        let shape = new LstmShape(inputs, units, layers, dense, outputs * groups, output, cell, branches, groups)
        select new Problem(shape, steps, batch, loss, dropout, recurrentDropout, (ulong)seed, masked && loss != LossKind.CrossEntropy);

    [Fact]
    public void Loss_equals_that_of_the_equations() => RandomCases.Holds(
        Problems,
        problem => Assert.Equal(problem.Loss(problem.Reference()), problem.Step.Gradient(problem.Network.Parameters, problem.Masks), 1e-5));

    [Fact]
    public void Predictions_equal_the_equations() => RandomCases.Holds(Problems, problem =>
    {
        var shape = problem.Network.Shape;
        var outputs = new float[problem.Samples.Length * shape.Outputs];
        float[] samples = [.. problem.Samples.SelectMany(sample => sample).SelectMany(values => values).Select(value => (float)value)];

        problem.Network.Forward(samples, problem.Samples.Length, problem.Samples[0].Length, outputs);

        var expected = problem.Samples.SelectMany(sample => problem.Reference().Output(sample, (_, _, _) => 1, (_, _) => 1)).ToArray();
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
        for (var k = 0; k < shape.Stacks * shape.Layers; k++)
        {
            copy.SetLayer(k % shape.Layers, problem.Network.GetLayer(k % shape.Layers, k / shape.Layers), k / shape.Layers);
        }

        for (var d = 0; d < shape.Dense.Count; d++)
        {
            copy.SetDense(d, problem.Network.GetDense(d));
        }

        Assert.Equal(copy.Parameters, problem.Network.Parameters);
    });

    [Fact]
    public void Threads_that_share_a_batch_compute_the_same_bits() => RandomCases.Holds(Problems, problem =>
    {
        problem.Step.Gradient(problem.Network.Parameters, problem.Masks);
        var expected = problem.Step.Gradients.ToArray();
        foreach (var size in new[] { 2, 3 })
        {
            using var team = new WorkTeam(size);
            var step = problem.NewStep(team);

            step.Gradient(problem.Network.Parameters, problem.Masks);

            Assert.Equal(expected, step.Gradients.ToArray());
        }
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

    // A random network with a batch of samples and targets, some of them unknown, and fixed dropout masks.
    private sealed class Problem
    {
        private static readonly double[] Probabilities = IntervalLevels.Probabilities.ToArray();

        private readonly double[][] _targets;
        private readonly float[] _weights;
        private readonly float[][] _masks;
        private readonly float[][] _recurrentMasks;
        private readonly LossKind _loss;
        private readonly int _width;

        public Problem(
            LstmShape shape, int steps, int batch, LossKind loss, double dropout, double recurrentDropout, ulong seed, bool masked = false)
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

            for (var k = 0; k < shape.Stacks * shape.Layers; k++)
            {
                var (stack, l) = Math.DivRem(k, shape.Layers);
                var layer = Network.GetLayer(l, stack);
                Network.SetLayer(
                    l,
                    layer with { RecurrentBias = Array.ConvertAll(layer.RecurrentBias, _ => (float)(0.3 * random.NextNormal())) },
                    stack);
            }

            for (var d = 0; d < shape.Dense.Count; d++)
            {
                var dense = Network.GetDense(d);
                Network.SetDense(d, dense with { Bias = Array.ConvertAll(dense.Bias, _ => (float)random.NextNormal()) });
            }

            Samples = [.. Enumerable.Range(0, batch)
                .Select(_ => Enumerable.Range(0, steps).Select(_ => Draw(random, shape.Inputs)).ToArray())];
            _targets = [.. Enumerable.Range(0, batch)
                .Select(_ => loss == LossKind.CrossEntropy ? DrawClasses(random, shape) : Draw(random, shape.Outputs))];
            _weights = [.. Enumerable.Range(0, batch).Select(_ => masked ? (float)(2 * random.NextUniform()) : 1)];
            foreach (var target in masked ? _targets : [])
            {
                target[random.NextBelow(target.Length)] = double.NaN;
            }

            Step = NewStep(null);
            _width = shape.PaddedUnits;
            _masks = [.. Enumerable.Range(0, shape.Stacks * shape.Layers).Select(_ => new float[steps * batch * _width])];
            _recurrentMasks = [.. Enumerable.Range(0, shape.Stacks * shape.Layers).Select(_ => new float[batch * _width])];
            foreach (var mask in _masks.Concat(_recurrentMasks))
            {
                Array.Fill(mask, 1);
            }

            if (dropout + recurrentDropout > 0)
            {
                Masks = new DropoutMasks(dropout, recurrentDropout, shape, batch + 1, steps);
                Masks.Draw(random, steps, batch);
            }

            var rows = new BatchRows(batch, 0, batch);
            for (var k = 0; k < _masks.Length; k++)
            {
                if (dropout > 0)
                {
                    Masks!.Apply(k / shape.Layers, k % shape.Layers, _masks[k], _masks[k], steps, rows);
                }

                if (recurrentDropout > 0)
                {
                    Masks!.ApplyRecurrent(k / shape.Layers, k % shape.Layers, _recurrentMasks[k], _recurrentMasks[k], rows);
                }
            }
        }

        public ulong Seed { get; }

        public LstmNetwork Network { get; }

        public TrainingStep Step { get; }

        public DropoutMasks? Masks { get; }

        public double[][][] Samples { get; }

        public ReferenceNetwork Reference() => ReferenceNetwork.From(Network.Shape, Network.Parameters);

        // A training step with the batch filled in.
        public TrainingStep NewStep(WorkTeam? team)
        {
            var step = new TrainingStep(Network.Shape, Samples.Length + 1, Samples[0].Length, _loss, team);
            step.Begin(Samples.Length);
            for (var b = 0; b < Samples.Length; b++)
            {
                for (var t = 0; t < Samples[b].Length; t++)
                {
                    Array.ConvertAll(Samples[b][t], value => (float)value).CopyTo(step.Input(t, b));
                }

                Array.ConvertAll(_targets[b], value => (float)value).CopyTo(step.Target(b));
            }

            _weights.CopyTo(step.Weights);

            return step;
        }

        // The mean loss of the batch, weighted, with none where the target is not known; of the cross-entropy, over the classes that are
        // right.
        public double Loss(ReferenceNetwork reference) => Enumerable.Range(0, Samples.Length)
            .SelectMany(b => reference
                .Output(
                    Samples[b],
                    (l, t, u) => _masks[l][(((t * Samples.Length) + b) * _width) + u],
                    (l, u) => _recurrentMasks[l][(b * _width) + u])
                .Zip(_targets[b], (output, target) => (Output: output, Target: target, Weight: _weights[b]))
                .Select((one, k) => (one.Output, one.Target, one.Weight, Probability: Probabilities[k % Probabilities.Length])))
            .Where(one => _loss != LossKind.CrossEntropy || one.Target == 1)
            .Average(one => _loss == LossKind.CrossEntropy ? -Math.Log(one.Output)
                : double.IsNaN(one.Target) ? 0
                : one.Weight * (_loss == LossKind.Pinball
                    ? PinballLoss.Of(one.Target, one.Output, one.Probability)
                    : Loss(Math.Abs(one.Output - one.Target))));

        private double Loss(double error) => _loss switch
        {
            LossKind.Mse => error * error,
            LossKind.Mae => error,
            _ => error <= 1 ? error * error / 2 : error - 0.5,
        };

        private static double[] Draw(SeededRandom random, int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (double)(float)random.NextNormal())];

        private static double[] DrawClasses(SeededRandom random, LstmShape shape)
        {
            var targets = new double[shape.Outputs];
            for (var start = 0; start < targets.Length; start += shape.GroupLength)
            {
                targets[start + random.NextBelow(shape.GroupLength)] = 1;
            }

            return targets;
        }
    }
}
