using Backtest.Core.Diagnostics;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class ResidualDiagnosisTests
{
    [Fact]
    public void White_noise_passes()
    {
        var diagnosis = ResidualDiagnosis.Of(Noise(400, 3), 12, 2);

        Assert.True(diagnosis.IsWhiteNoise);
        Assert.Equal((24, 22), (diagnosis.WhiteNoise!.Lags, diagnosis.WhiteNoise.DegreesOfFreedom));
        Assert.Equal(36, diagnosis.Correlogram!.Acf.Count);
        Assert.Equal(0.098, diagnosis.Correlogram.Bound, 1e-3);
        Assert.InRange(diagnosis.StandardDeviation!.Value, 0.9, 1.1);
        Assert.True(diagnosis.Normality!.PValue > 0.01);
        Assert.Empty(diagnosis.Undetermined);
    }

    [Fact]
    public void A_model_that_missed_the_season_is_found_out()
    {
        var diagnosis = ResidualDiagnosis.Of(Difference(Named("logAirPassengers")), 12, 0);

        Assert.False(diagnosis.IsWhiteNoise);
        Assert.True(diagnosis.Correlogram!.Acf[11] > 0.5);
    }

    [Fact]
    public void More_parameters_than_values_allow_leave_the_test_open()
    {
        var diagnosis = ResidualDiagnosis.Of([0.5, -1, 0.25, 2, -1], 1, 4);

        Assert.Null(diagnosis.WhiteNoise);
        Assert.Contains("too few", diagnosis.Undetermined["whiteNoise"], StringComparison.Ordinal);
    }
}
