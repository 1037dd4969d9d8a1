using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>The encoding of a covariate for a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scaling">Its standardisation, fitted to training values.</param>
/// <param name="Lead">
/// Number of steps that the network sees it ahead of the series: the number of steps forecast at once if it is known ahead, so that the
/// last input goes with the last step; otherwise 0.
/// </param>
public sealed record EncodedCovariate(string Name, TransformPipeline Scaling, int Lead);
