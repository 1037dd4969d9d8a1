using System.Reflection;
using System.Text.Json.Serialization;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;

namespace Backtest.Core.Models;

/// <summary>What to fit: one point of the parameter grid, without data and without a seed.</summary>
/// <remarks>Its JSON identifies a spec: equal JSON is the same trial, and the trial's id is a hash of it.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "engine")]
[JsonDerivedType(typeof(BaselineSpec), "baseline")]
[JsonDerivedType(typeof(EtsSpec), "ets")]
[JsonDerivedType(typeof(ThetaSpec), "theta")]
[JsonDerivedType(typeof(CesSpec), "ces")]
[JsonDerivedType(typeof(IntermittentSpec), "intermittent")]
[JsonDerivedType(typeof(ArimaSpec), "arima")]
[JsonDerivedType(typeof(LstmSpec), "lstm")]
// After the LSTM, which it can contain: the contract loses the types of lists that it has described elsewhere before.
[JsonDerivedType(typeof(MstlSpec), "mstl")]
[JsonDerivedType(typeof(EnsembleSpec), "ensemble")]
[JsonDerivedType(typeof(ExternalSpec), "external")]
public abstract record ModelSpec
{
    /// <summary>The names of all model families.</summary>
    public static IReadOnlyList<string> Families { get; } =
        [.. typeof(ModelSpec).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(family => (string)family.TypeDiscriminator!)];

    /// <summary>The model family's name in grids and leaderboards, such as ets or arima.</summary>
    [JsonIgnore]
    public abstract string Family { get; }

    /// <summary>The model family that it counts as in an automatic ensemble: its own, or a closely related one.</summary>
    [JsonIgnore]
    internal virtual string Kin => Family;

    /// <summary>A short display name, such as <c>ARIMA(1,1,1)(0,1,1)[12]</c>.</summary>
    [JsonIgnore]
    public abstract string Label { get; }

    /// <summary>Whether the model chooses its own form from the training values, or has only one form.</summary>
    [JsonIgnore]
    public virtual bool IsAutomatic => false;

    /// <summary>The networks that its fit to a series trains; null for none.</summary>
    [JsonIgnore]
    public virtual LstmSpec? TrainedNetwork => null;

    /// <summary>Whether it chooses its own form but ignores seasons beyond the first.</summary>
    [JsonIgnore]
    internal virtual bool HasOneSeason => false;

    /// <summary>Whether its forecasts depend on covariates.</summary>
    [JsonIgnore]
    internal virtual bool UsesCovariates => false;

    /// <summary>The fewest training values that this model can be fitted to.</summary>
    [JsonIgnore]
    public abstract int MinimumTrainingLength { get; }
}
