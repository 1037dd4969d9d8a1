using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Training;

/// <summary>
/// Starting weights, as in PyTorch or as in Keras: input and dense weights uniform (Glorot and Bengio, 2010), recurrent weights
/// orthogonal (Saxe, McClelland and Ganguli, 2014), forget-gate bias 1 (Jozefowicz, Zaremba and Sutskever, 2015).
/// </summary>
public static class LstmInitializer
{
    /// <summary>Creates a network with random weights.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="random">The source of the weights.</param>
    /// <param name="initialization">The distribution of the weights.</param>
    public static LstmNetwork Create(
        LstmShape shape, SeededRandom random, WeightInitialization initialization = WeightInitialization.Keras)
    {
        var network = new LstmNetwork(shape);
        var units = shape.Units;
        if (initialization == WeightInitialization.PyTorch)
        {
            FillAsPyTorch(network, random);
            return network;
        }

        foreach (var (stack, layer, inputs) in LayersOf(shape))
        {
            var input = Glorot(random, inputs, 4 * units);
            var bias = new float[4 * units];
            bias.AsSpan(units, units).Fill(1);
            network.SetLayer(layer, new LstmLayerWeights(input, Orthogonal(random, units), bias, new float[4 * units]), stack);
        }

        for (var d = 0; d < shape.Dense.Count; d++)
        {
            var inputs = shape.DenseInputs(d);
            network.SetDense(d, new DenseWeights(Glorot(random, inputs, shape.Dense[d].Units), new float[shape.Dense[d].Units]));
        }

        return network;
    }

    private static void FillAsPyTorch(LstmNetwork network, SeededRandom random)
    {
        var shape = network.Shape;
        var units = shape.Units;
        foreach (var (stack, layer, inputs) in LayersOf(shape))
        {
            float[] Draw(int count) => Uniform(random, count, 1 / Math.Sqrt(units));
            network.SetLayer(
                layer, new LstmLayerWeights(Draw(4 * units * inputs), Draw(4 * units * units), Draw(4 * units), Draw(4 * units)), stack);
        }

        for (var d = 0; d < shape.Dense.Count; d++)
        {
            var inputs = shape.DenseInputs(d);
            float[] Draw(int count) => Uniform(random, count, 1 / Math.Sqrt(inputs));
            network.SetDense(d, new DenseWeights(Draw(inputs * shape.Dense[d].Units), Draw(shape.Dense[d].Units)));
        }
    }

    private static IEnumerable<(int Stack, int Layer, int Inputs)> LayersOf(LstmShape shape) =>
        from stack in Enumerable.Range(0, shape.Stacks)
        from layer in Enumerable.Range(0, shape.Layers)
        select (stack, layer, layer == 0 ? shape.InputsPerStack : shape.Units);

    private static float[] Glorot(SeededRandom random, int inputs, int outputs) =>
        Uniform(random, inputs * outputs, Math.Sqrt(6.0 / (inputs + outputs)));

    private static float[] Uniform(SeededRandom random, int count, double limit)
    {
        var weights = new float[count];
        foreach (ref var weight in weights.AsSpan())
        {
            weight = (float)(limit * ((2 * random.NextUniform()) - 1));
        }

        return weights;
    }

    // The [4 units, units] matrix has orthonormal columns: normal numbers orthonormalised by the Gram-Schmidt process, twice for accuracy
    // (Giraud, Langou and Rozloznik, 2005).
    private static float[] Orthogonal(SeededRandom random, int units)
    {
        var rows = 4 * units;
        var columns = new double[units][];
        for (var c = 0; c < units; c++)
        {
            var column = columns[c] = new double[rows];
            for (var k = 0; k < rows; k++)
            {
                column[k] = random.NextNormal();
            }

            for (var earlier = 0; earlier < 2 * c; earlier++)
            {
                Subtract(column, columns[earlier % c], Dot(column, columns[earlier % c]));
            }

            var norm = Math.Sqrt(Dot(column, column));
            for (var k = 0; k < rows; k++)
            {
                column[k] /= norm;
            }
        }

        var weights = new float[rows * units];
        for (var row = 0; row < rows; row++)
        {
            for (var c = 0; c < units; c++)
            {
                weights[(row * units) + c] = (float)columns[c][row];
            }
        }

        return weights;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }

    private static void Subtract(double[] a, double[] b, double factor)
    {
        for (var k = 0; k < a.Length; k++)
        {
            a[k] -= factor * b[k];
        }
    }
}
