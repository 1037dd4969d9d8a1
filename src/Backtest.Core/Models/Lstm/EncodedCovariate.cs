using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>A covariate as a network sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scaling">Its standardisation, fitted to training values.</param>
/// <param name="Lead">
/// By how many steps the network sees it ahead of the series: the number of steps that are forecast at once where it is
/// known ahead, so that the last input goes with the last step; 0 where it is not.
/// </param>
public sealed record EncodedCovariate(string Name, TransformPipeline Scaling, int Lead);
