using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Core.Tests.Models.Lstm.Training;

public sealed class LearningRatesTests
{
    [Fact]
    public void A_cosine_rises_over_fifty_updates_and_falls_to_a_twentieth()
    {
        var rates = new LearningRates(LearningSchedule.Cosine, 1000);

        Assert.Equal(1 / 50.0, rates.FactorAt(0), 1e-12);
        Assert.Equal(0.05 + (0.95 * (1 + (Math.Sqrt(2) / 2)) / 2), rates.FactorAt(250), 1e-12);
        Assert.Equal(0.525, rates.FactorAt(500), 1e-12);
        Assert.Equal(0.05, rates.FactorAt(999), 1e-4);
    }

    [Fact]
    public void A_short_training_rises_over_a_tenth_of_its_updates() =>
        Assert.Equal(
            [1 / 3.0, 2 / 3.0, 1],
            new[] { 0, 1, 2 }.Select(update =>
                new LearningRates(LearningSchedule.Cosine, 20).FactorAt(update) / (0.05 + (0.475 * (1 + Math.Cos(Math.PI * update / 20))))),
            (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void A_constant_step_size_stays() => Assert.Equal(1, new LearningRates(LearningSchedule.Constant, 10).FactorAt(7));

    [Fact]
    public void An_average_forgets_its_start_and_then_keeps_its_share()
    {
        var average = new WeightAverage(0.5, [1, 1, 1, 1, 1, 1, 1, 1]);
        var weights = new float[8];
        Span<float> twos = [2, 2, 2, 2, 2, 2, 2, 2];

        // It keeps 2/11 of itself, and 9/11 is new.
        average.Add(twos);
        average.CopyTo(weights);
        Assert.All(weights, weight => Assert.Equal(20 / 11f, weight, 1e-6f));

        // Of a constant it is the constant at last, and then half of anything new.
        for (var k = 0; k < 100; k++)
        {
            average.Add(twos);
        }

        average.Add(new float[8]);
        average.CopyTo(weights);
        Assert.All(weights, weight => Assert.Equal(1, weight, 1e-6f));
    }

    [Theory]
    [InlineData(null, 100, 90)]
    [InlineData(50, 100, 8)]
    [InlineData(49, 100, 7)]
    [InlineData(1, 100, 1)]
    [InlineData(10_000, 100, 90)]
    [InlineData(50, 5, 50)]
    public void Updates_end_a_training_with_their_epoch(int? updates, int samples, int expected)
    {
        // 100 samples are seven batches of 16.
        var spec = new LstmSpec { Epochs = 90, BatchSize = 16, Updates = updates };

        Assert.Equal(expected, spec.EpochsOf(samples));
    }

    [Fact]
    public void Only_a_training_whose_step_size_does_not_depend_on_its_epochs_has_check_points()
    {
        var spec = new LstmSpec { Epochs = 10 };
        var cosine = spec with { Schedule = LearningSchedule.Cosine };

        Assert.Equal(TrialIdentity.SharedTrainingOf(spec), TrialIdentity.SharedTrainingOf(spec with { Epochs = 20 }));
        Assert.NotEqual(TrialIdentity.SharedTrainingOf(cosine), TrialIdentity.SharedTrainingOf(cosine with { Epochs = 20 }));
        Assert.Equal(TrialIdentity.TrainingOf(cosine), TrialIdentity.TrainingOf(cosine with { Epochs = 20 }));
    }
}
