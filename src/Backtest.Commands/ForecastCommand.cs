using System.CommandLine;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Commands;

/// <summary><c>backtest forecast model data.csv</c>: forecasts with a stored model, without a server or a new backtest.</summary>
internal static class ForecastCommand
{
    // The default folder of models, for examples.
    private const string Folder = "backtest-results/backtests/sales/cc421ec1a3170af4/models";

    private const string GlobalFolder = "backtest-results/backtests/stores/ab8c5e1f4f2c39d1/global/lstm-0123456789";

    public static Command Create()
    {
        var model = new Argument<FileInfo>("model")
        {
            Description = "A model file (.onnx or .json) in the folder of its run; backtest models lists them. One of the networks that "
                + "series share stands for all of them.",
        };
        var data = CommonOptions.Data("It may have more values than the model was fitted to.");
        var grid = new Option<FileInfo?>("--grid")
        {
            Description = "Grid that names columns. Default: {data}.grid.json beside the data, if there is one.",
        };
        var horizon = new Option<string?>("--horizon") { Description = "Number of steps to forecast. Default: that of the run." };
        var level = new Option<string?>("--level") { Description = "Coverages of the intervals in percent, such as 80,95." };
        var json = CommonOptions.Json();
        var command = new ExampledCommand(
            "forecast",
            "Forecast a series with a stored model.",
            ($"backtest forecast {Folder}/0123456789ab.final.json sales.csv", "with the published model, fitted to all values"),
            ($"backtest forecast {Folder}/ba9876543210.onnx newer.csv --horizon 6 --level 80,95", "with another one, from newer values"),
            ($"backtest forecast {GlobalFolder}/1-0.onnx new-store.csv", "a new series, with networks that other series share"))
        {
            model,
            data,
            grid,
            horizon,
            level,
            json,
        };
        var reading = ReadingOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => ForecastAsync(
                parsed.GetRequiredValue(model),
                parsed.GetRequiredValue(data),
                parsed.GetValue(grid),
                reading.Of(parsed),
                parsed.GetValue(horizon),
                parsed.GetValue(level),
                parsed.GetValue(json),
                cancellationToken),
            "Nothing was changed."));
        return command;
    }

    private static async Task ForecastAsync(
        FileInfo modelFile,
        FileInfo data,
        FileInfo? gridFile,
        GivenReading given,
        string? horizon,
        string? level,
        bool json,
        CancellationToken cancellationToken)
    {
        var options = CommandServices.Options();
        var request = ForecastRequest.Parse(horizon, level, null, options.MaxHorizon);
        var file = await DataFile.ReadAsync(data, gridFile, given, options, cancellationToken);
        var found = file.Series(options, cancellationToken);
        if (found.Count != 1)
        {
            throw new InputException(
                $"The file has {found.Count} series, but the model forecasts one.", data.Name, "Give a file with only that series.");
        }

        if (!modelFile.Exists)
        {
            throw new InputException("There is no such file.", modelFile.Name, "Give the path of a model; backtest models lists them.");
        }

        var series = found[0];
        var answer = modelFile.Directory is { Parent: { Name: "global", Parent: { } run } } trial
            ? await ForecastAsync(run, TrialId.Parse(trial.Name, modelFile.Name), modelFile, series, data, request, cancellationToken)
            : Forecast(await LoadAsync(modelFile, options, cancellationToken), series, data, request);

        file.WriteNotes(json ? Terminal.Error : Terminal.Output);
        if (json)
        {
            JsonText.Write(answer);
        }
        else
        {
            ForecastTable.Write(Terminal.Output, answer, ValueText.Of(series));
        }
    }

    private static ForecastAnswer Forecast(ServedModel model, TimeSeries series, FileInfo data, ForecastRequest request)
    {
        try
        {
            return model.Forecast(series, request);
        }
        catch (FitException problem)
        {
            throw new InputException(
                $"{model.Label} cannot forecast this series: {problem.Message}",
                data.Name,
                "Give the series that it was fitted to, or more of it.");
        }
    }

    // Networks that the series of an upload share lie in global/ of its run, and forecast any series.
    private static async Task<ForecastAnswer> ForecastAsync(
        DirectoryInfo run,
        TrialId trial,
        FileInfo file,
        TimeSeries series,
        FileInfo data,
        ForecastRequest request,
        CancellationToken cancellationToken)
    {
        try
        {
            var (store, folder) = (new FolderBlobStore(run.FullName), new RunFolder(""));
            var plan = await store.ReadRequiredAsync<RunPlan>(BlobLayout.Plan(folder), cancellationToken);
            var networks = await ColdStart.LoadAsync(store, folder, plan, ColdStart.Find(plan, trial), cancellationToken);
            return networks.Forecast(series, request, data.Name, cancellationToken);
        }
        catch (InvalidDataException problem)
        {
            throw new InputException(
                problem.Message, file.Name, "Run backtest repair, or backtest run again with the same series and grid.");
        }
    }

    // A model lies in models/ of its run, with the plan above it and its result in trials/.
    private static async Task<ServedModel> LoadAsync(FileInfo file, BacktestOptions options, CancellationToken cancellationToken)
    {
        if (file.Directory is not { Name: "models", Parent: { } run })
        {
            throw new InputException(
                "The model is not where its run stored it.",
                file.Name,
                "Give the path of a model in the folder models of its run.");
        }

        if (BlobLayout.ModelOf(file.Name) is not var (trial, isFinal))
        {
            throw new InputException(
                $"'{Path.GetFileNameWithoutExtension(file.Name)}' is not the id of a trial.",
                file.Name,
                "Do not rename model files; backtest models lists them.");
        }

        try
        {
            var folder = new FolderBlobStore(run.FullName);
            return await ServedModel.LoadAsync(folder, new RunFolder(""), trial, isFinal, options, cancellationToken)
                ?? throw new InputException(
                    "The run of the model is incomplete.", file.Name, "Run backtest run again; it completes what is missing.");
        }
        catch (InvalidDataException problem)
        {
            throw new InputException(
                problem.Message,
                file.Name,
                "Run backtest run again with the same series and grid, or backtest repair: the model is computed again.");
        }
    }
}
