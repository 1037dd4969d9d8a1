using Backtest.Core.Models.Lstm;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.Lstm;

public sealed class LstmSpecTests
{
    [Fact]
    public void The_label_says_in_words_what_the_network_sees() => Assert.Equal(
        "LSTM(8), look-back 9, 100 epochs, seed 2; differenced, standardised",
        new LstmSpec
        {
            LookBack = 9,
            Units = 8,
            Epochs = 100,
            Seed = 2,
            Transforms = [TransformKind.Difference, TransformKind.Standardise],
        }.Label);
}
