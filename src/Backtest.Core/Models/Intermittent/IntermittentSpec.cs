using System.Globalization;
using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Intermittent;

/// <summary>A method for intermittent demand.</summary>
/// <param name="Method">The method.</param>
/// <param name="Alpha">Smoothing parameter of Croston's method, SBA and TSB; the others choose their own.</param>
public sealed record IntermittentSpec(
    [property: JsonPropertyName("method")] IntermittentMethod Method = IntermittentMethod.Sba,
    [property: JsonPropertyName("alpha")] double Alpha = IntermittentSpec.UsualAlpha) : ModelSpec
{
    /// <summary>The smoothing parameter that Croston proposed.</summary>
    public const double UsualAlpha = 0.1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "intermittent";

    /// <summary>Whether its method uses the smoothing parameter.</summary>
    [JsonIgnore]
    public bool HasAlpha => Method is IntermittentMethod.Croston or IntermittentMethod.Sba or IntermittentMethod.Tsb;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label
    {
        get
        {
            var name = Method == IntermittentMethod.Croston ? "Croston" : Method.ToString().ToUpperInvariant();
            return HasAlpha && Alpha != UsualAlpha ? string.Create(CultureInfo.InvariantCulture, $"{name} ({Alpha})") : name;
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutomatic => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength => 3;
}
