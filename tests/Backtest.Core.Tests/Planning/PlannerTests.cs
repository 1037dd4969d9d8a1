using System.Text;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Planning;

public sealed class PlannerTests
{
    [Fact]
    public void Trials_are_the_product_of_the_axes_each_once()
    {
        var plan = Plan(
            200,
            """{ "seasonLength": 12, "arima": [{ "p": [0, 1, 2], "q": [0, 1], "D": [0, 1] }, { "p": [0, 1] }], "lstm": { "units": [4, 8], "dropout": [0, 0.5] } }""");

        // 12 orders, two of them repeated by the second block; 4 networks; both naive forecasts.
        Assert.Equal(12, plan.Trials.Count(trial => trial.Spec is ArimaSpec));
        Assert.Equal(4, plan.Trials.Count(trial => trial.Spec is LstmSpec));
        Assert.Equal(2, plan.Trials.Count(trial => trial.Spec is BaselineSpec));
        Assert.Equal(plan.Trials.Count, plan.Trials.DistinctBy(trial => trial.Id).Count());
    }

    [Fact]
    public void The_naive_forecasts_are_always_there()
    {
        var plan = Plan(200, """{ "seasonLength": 7, "baselines": ["mean"] }""");

        Assert.Equal(["Naive", "Seasonal naive [7]", "Mean"], plan.Trials.Select(trial => trial.Label));
        Assert.DoesNotContain("Seasonal", string.Join(' ', Plan(200, """{ "seasonLength": 1 }""").Trials.Select(trial => trial.Label)));
    }

    [Fact]
    public void An_id_follows_from_the_spec_alone()
    {
        // Changing these breaks the link to every stored trial.
        Assert.Equal("arima-edefe239f6", TrialIdentity.Of(new ArimaSpec { P = 1, D = 1, Q = 1 }));
        Assert.Equal("lstm-457a768cb5", TrialIdentity.Of(new LstmSpec()));
        Assert.Equal("ets-5380db4c0d", TrialIdentity.Of(new EtsSpec(EtsForm.AAdN)));
        Assert.Equal("theta-f136891e74", TrialIdentity.Of(new ThetaSpec(12)));
        Assert.NotEqual(TrialIdentity.Of(new LstmSpec()), TrialIdentity.Of(new LstmSpec { Seed = 2 }));
    }

    [Fact]
    public void Fewer_epochs_have_the_same_seed()
    {
        Assert.Equal(TrialIdentity.SeedOf(new LstmSpec { Epochs = 10 }), TrialIdentity.SeedOf(new LstmSpec { Epochs = 20 }));
        Assert.NotEqual(TrialIdentity.SeedOf(new LstmSpec { Units = 10 }), TrialIdentity.SeedOf(new LstmSpec { Units = 20 }));
    }

    [Fact]
    public void Backends_are_trials_of_their_own_with_the_same_seed()
    {
        var specs = Plan(200, """{ "lstm": { "lstmEngine": ["managed", "torchSharp"] } }""").Trials.Select(trial => trial.Spec)
            .OfType<LstmSpec>()
            .ToList();

        Assert.Equal([LstmBackendKind.Managed, LstmBackendKind.TorchSharp], specs.Select(spec => spec.Backend));
        Assert.Equal(TrialIdentity.SeedOf(specs[0]), TrialIdentity.SeedOf(specs[1]));
        Assert.NotEqual(TrialIdentity.TrainingOf(specs[0]), TrialIdentity.TrainingOf(specs[1]));
        Assert.Equal([false, true], specs.Select(spec => spec.Label.Contains(", by TorchSharp", StringComparison.Ordinal)));
        Assert.Equal(
            TrialIdentity.Of(specs[0]),
            TrialIdentity.Of(Plan(200, """{ "lstm": {} }""").Trials.Select(trial => trial.Spec).OfType<LstmSpec>().Single()));
    }

    [Fact]
    public void Any_length_is_planned_with_all_its_windows_or_refused_with_the_length_needed() => RandomCases.Holds(
        from length in Gen.Choose(1, 400)
        from season in Gen.Elements(1, 4, 7, 12, 24, 52)
        select (length, season),
        input =>
        {
            try
            {
                var plan = Plan(input.length, $$"""{ "seasonLength": {{input.season}} }""");

                Assert.Equal(plan.Protocol.Windows, RollingOrigin.Windows(input.length, plan.Protocol).Length);
                Assert.Equal(plan.Trials.Where(trial => trial.Spec is not EnsembleSpec)
                    .Select(trial => trial.Id.ToString())
                    .Order(), plan.Batches.SelectMany(batch => batch)
                    .Select(id => id.ToString())
                    .Order());
                Assert.All(plan.Batches, Assert.NotEmpty);
            }
            catch (InputException problem)
            {
                Assert.InRange(input.length, 1, 25);
                Assert.Contains("needs at least", problem.Message);
            }
        }, 500);

    [Fact]
    public void Any_grid_is_planned_within_its_series_or_refused() => RandomCases.Holds(
        from length in Gen.Choose(1, 300)
        from fields in Gen.Choose(0, 40).ArrayOf(7)
        from set in Gen.Elements(true, false).ArrayOf(7)
        from lookBack in Gen.Choose(1, 40)
        select (length, fields, set, lookBack),
        input =>
        {
            string[] names = ["seasonLength", "horizon", "testLength", "windows", "step", "trainingLength", "gap"];
            var fields = names.Select((name, k) => (name, value: Math.Max(k == 6 ? 0 : k == 5 ? 2 : 1, input.fields[k]), set: input.set[k]))
                .Where(field => field.set).Select(field => $"\"{field.name}\": {field.value}, ");
            var grid = $$"""{ {{string.Concat(fields)}} "arima": { "p": [0, 1] }, "lstm": { "lookBack": {{input.lookBack}}, "units": 4, "epochs": 2 } }""";
            TrialPlan plan;
            try
            {
                plan = Plan(input.length, grid);
            }
            catch (InputException problem)
            {
                Assert.Matches("needs at least|is too short", problem.Message);
                return;
            }

            var windows = RollingOrigin.Windows(input.length, plan.Protocol);
            Assert.Equal(plan.Protocol.Windows, windows.Length);
            Assert.Contains(plan.Trials, trial => trial.Spec is not BaselineSpec
                && windows.All(window => window.TrainingLength >= trial.Spec.MinimumTrainingLength));
            Assert.NotEmpty(RollingOrigin.HoldOut(input.length, plan.Protocol));
            Assert.Equal(plan.Trials.Select(trial => trial.Id), plan.Batches.SelectMany(batch => batch));
        }, 1000);

    [Fact]
    public void A_batch_is_as_long_as_asked_for_unless_one_trial_alone_is_longer() => RandomCases.Holds(
        from tenths in Gen.Choose(1, 200)
        from units in Gen.Choose(1, 64).ListOf(30)
        select (Seconds: tenths / 10.0, units),
        input =>
        {
            var plan = Plan(400, FormattableString.Invariant(
                $$"""{ "batchSeconds": {{input.Seconds}}, "lstm": { "units": [{{string.Join(',', input.units)}}], "lookBack": [5, 20] } }"""));
            var seconds = plan.Trials.ToDictionary(trial => trial.Id, trial => trial.EstimatedSeconds);

            Assert.Equal(plan.Trials.Select(trial => trial.Id), plan.Batches.SelectMany(batch => batch));
            Assert.All(plan.Batches, batch => Assert.True(batch.Count == 1 || batch.Sum(id => seconds[id]) <= input.Seconds));
        }, 50);

    [Fact]
    public void Trials_that_differ_in_epochs_alone_share_a_batch_and_its_cost()
    {
        var plan = Plan(200, """{ "batchSeconds": 0.1, "lstm": { "epochs": [500, 20, 100], "units": [16, 32] } }""");

        var trainings = plan.Trials.Where(trial => trial.Spec is LstmSpec).GroupBy(trial => TrialIdentity.TrainingOf(trial.Spec)).ToList();
        Assert.Equal(2, trainings.Count);
        foreach (var training in trainings)
        {
            Assert.Equal([20, 100, 500], training.Select(trial => ((LstmSpec)trial.Spec).Epochs));
            Assert.Single(plan.Batches, batch => batch.Intersect(training.Select(trial => trial.Id)).Any());
            var firstUse = training.First().Id == plan.Trials.First(trial => trial.Spec is LstmSpec).Id ? TrialCost.FirstUse("lstm") : 0;
            Assert.Equal(
                TrialCost.Seconds(training.Last().Spec, new TimeSeries("x", Values(200)), plan.Protocol),
                training.Sum(trial => trial.EstimatedSeconds) - firstUse,
                1e-9);
        }
    }

    [Theory]
    [InlineData("""{ "arima": { "auto": "stepwise" } }""", 5)]
    [InlineData("""{ "arima": { "p": 1, "d": 1, "q": 1, "D": 1, "Q": 1 } }""", 2)]
    public void Gaps_make_the_exact_filter_of_ARIMA_dearer(string grid, double times)
    {
        var values = Values(300);
        var whole = Planned(values, grid);
        values[100] = double.NaN;

        Assert.InRange(Planned(values, grid) / whole, times, 30);
    }

    [Fact]
    public void Ranges_bring_their_loss_and_output_and_a_direct_output_the_horizon()
    {
        var plan = Plan(
            200,
            """{ "horizon": 4, "gap": 2, "lstm": { "bins": [null, 5], "binning": ["width", "quantile"], "output": ["recursive", "direct"], "branches": [false, true] } }""");

        // Binning has no effect without bins, and branches none without covariates: 2 outputs and 3 targets.
        var specs = plan.Trials.Select(trial => trial.Spec).OfType<LstmSpec>().ToList();
        Assert.Equal(6, specs.Count);
        Assert.All(specs, spec => Assert.Equal(
            (spec.Bins is null ? LossKind.Mse : LossKind.CrossEntropy, spec.Bins is null ? Activation.Linear : Activation.Softmax),
            (spec.Loss, spec.OutputActivation)));
        Assert.All(specs, spec => Assert.Equal(spec.Output == OutputKind.Direct ? 6 : 1, spec.OutputSteps));
        Assert.DoesNotContain(
            Plan(200, """{ "horizon": 1, "lstm": { "output": "direct" } }""").Trials,
            trial => trial.Spec is LstmSpec { Output: OutputKind.Direct });
    }

    [Theory]
    [InlineData("""{ "lstm": { "loss": "crossEntropy" } }""", "has no bins")]
    [InlineData("""{ "lstm": { "outputActivation": "softmax" } }""", "has no bins")]
    [InlineData("""{ "lstm": { "covariates": ["rain"] } }""", "'rain' is not in the grid")]
    [InlineData("""{ "horizon": 2, "pastCovariates": ["rain"], "lstm": {} }""", "a recursive forecast of 2 steps needs later values")]
    [InlineData("""{ "futureCovariates": ["price"], "lstm": { "covariates": ["price", "price"] } }""", "named twice")]
    public void Options_that_contradict_each_other_are_refused(string grid, string what) =>
        Assert.Contains(what, Assert.Throws<InputException>(() => Plan(200, grid)).Message);

    [Fact]
    public void Trials_see_the_covariates_of_the_grid_unless_they_name_their_own()
    {
        var plan = Plan(
            200,
            """{ "horizon": 1, "pastCovariates": ["rain"], "futureCovariates": ["price"], "lstm": [{}, { "covariates": [[], ["price"]] }] }""");

        Assert.Equal(
            ["", "price", "rain,price"],
            plan.Trials.Select(trial => trial.Spec).OfType<LstmSpec>().Select(spec => string.Join(',', spec.Covariates ?? [])));
    }

    [Fact]
    public void A_covariate_that_is_not_known_as_far_as_the_forecasts_is_refused()
    {
        var series = new TimeSeries("x", Values(60), Covariates: [new Covariate("price", Values(65), true)]);
        TrialPlan Plan(int horizon) => Planner.Plan(series, new Grid { Horizon = horizon, FutureCovariates = ["price"] });

        Assert.Equal(5, Plan(5).Protocol.Horizon);
        Assert.Contains(
            "known for 5 steps after the last value, but the forecasts need 6", Assert.Throws<InputException>(() => Plan(6)).Message);
    }

    [Fact]
    public void A_batch_has_at_most_a_hundred_trials() => Assert.Equal(
        [100, 100, 51],
        Plan(
            60,
            $$"""{ "batchSeconds": 600, "lstm": { "lookBack": 1, "epochs": 1, "units": 1, "seed": [{{string.Join(',', Enumerable.Range(0, 250))}}] } }""").Batches.Select(
                batch => batch.Count));

    [Fact]
    public void Any_axes_give_their_product() => RandomCases.Holds(
        from p in Gen.Choose(0, 5).NonEmptyListOf()
        from q in Gen.Choose(0, 5).NonEmptyListOf()
        from seed in Gen.Choose(-3, 3).NonEmptyListOf()
        select (p, q, seed),
        input =>
        {
            var plan = Plan(
                400,
                $$"""{ "arima": { "p": [{{string.Join(',', input.p)}}], "q": [{{string.Join(',', input.q)}}] }, "lstm": [{ "seed": [{{string.Join(',', input.seed)}}] }, {}] }""");

            // The empty block is the network with the grid's seed, 1.
            Assert.Equal(input.p.Distinct().Count() * input.q.Distinct().Count(), plan.Trials.Count(trial => trial.Spec is ArimaSpec));
            Assert.Equal(input.seed.Append(1).Distinct().Count(), plan.Trials.Count(trial => trial.Spec is LstmSpec));
            Assert.Equal("Naive", plan.Trials[0].Label);
        }, 100);

    [Fact]
    public void Combinations_that_repeat_a_trial_are_limited_too()
    {
        // A million million combinations, all one trial: without a limit this would not end.
        var same = string.Join(',', Enumerable.Repeat(8, 10_000));

        Assert.Contains(
            "more than 100000 combinations",
            Assert.Throws<InputException>(
                () => Plan(500, $$"""{ "lstm": { "units": [{{same}}], "lookBack": [{{same}}], "epochs": [{{same}}] } }""")).Message);
    }

    [Fact]
    public void A_training_length_too_short_for_every_model_is_refused()
    {
        var problem =
            Assert.Throws<InputException>(() => Plan(200, """{ "trainingLength": 12, "lstm": { "lookBack": [10, 20] } }""")).Problem;

        Assert.Equal("trainingLength", problem.Where);
        Assert.Contains("at least 13", problem.Right);
        Assert.NotEmpty(Plan(200, """{ "trainingLength": 13, "lstm": { "lookBack": [10, 20] } }""").Trials);
    }

    [Fact]
    public void The_length_that_a_refusal_names_is_enough()
    {
        const string Grid = """{ "horizon": 5, "testLength": 5, "windows": 2, "lstm": { "lookBack": 10 } }""";
        var problem = Assert.Throws<InputException>(() => Plan(20, Grid)).Problem;

        // 13 to train, two windows of 5, 5 held out.
        Assert.Contains("at least 28", problem.What);
        Assert.NotEmpty(Plan(28, Grid).Trials);
    }

    [Fact]
    public void Seasonal_orders_without_a_season_are_refused() =>
        Assert.Contains("the series has no season", Assert.Throws<InputException>(() => Plan(100, """{ "arima": { "P": 1 } }""")).Message);

    [Fact]
    public void The_default_grid_has_the_classical_methods()
    {
        string[] Classical(Func<int, double> value) =>
            [.. Planner.Plan(new TimeSeries("x", [.. Enumerable.Range(0, 200).Select(value)]), new Grid { SeasonLength = 12 }).Trials
                .Where(trial => trial.Spec is EtsSpec or ThetaSpec or CesSpec).Select(trial => trial.Label).Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "CES auto [12]", "DOTM [12]", "ETS average [12]", "ETS(A,A,A)[12]", "ETS(A,A,N)", "ETS(A,Ad,N)", "ETS(A,N,N)",
                "ETS(M,A,M)[12]", "Theta [12]"],
            Classical(t => t + 1));
        Assert.DoesNotContain("ETS(M,A,M)[12]", Classical(t => t));
        Assert.Equal(
            ["CES auto", "DOTM", "ETS average", "ETS(A,A,N)", "ETS(A,Ad,N)", "ETS(A,N,N)", "Theta"],
            Plan(200, "{}").Trials.Where(trial => trial.Spec is EtsSpec or ThetaSpec or CesSpec).Select(trial => trial.Label)
                .Order(StringComparer.Ordinal));
    }

    // The four networks that the default grid had before, whose look-back was a season or 12 values.
    [Theory]
    [InlineData(1, 60)]
    [InlineData(4, 60)]
    [InlineData(12, 126)]
    [InlineData(52, 600)]
    [InlineData(24, 700)]
    [InlineData(1, 2000)]
    public void The_LSTMs_of_the_default_grid_cost_at_most_twice_four_plain_ones(int season, int length)
    {
        double Cost(string lstm) => Plan(length, $$"""{ "seasonLength": {{season}}, "lstm": {{lstm}} }""").Trials
            .Where(trial => trial.Spec is LstmSpec).Sum(trial => trial.EstimatedSeconds);
        var lookBack = season is > 1 and <= 48 ? season : 12;
        var plain = Cost($$"""{ "lookBack": [{{lookBack}}, {{2 * lookBack}}], "units": [16, 32], "epochs": 100 }""");

        Assert.InRange(Cost("\"auto\""), 0.001 * plain, 2 * plain);
    }

    [Fact]
    public void The_preset_scum_is_the_median_of_four_automatic_models()
    {
        var trials = Plan(200, """{ "seasonLength": 12, "preset": "scum" }""").Trials;

        Assert.Equal(
            [
                new ThetaSpec(12, ThetaForm.DOTM),
                new CesSpec(CesForm.Auto, 12),
                new EtsSpec(EtsForm.Auto, 12),
                new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = 12 },
                new EnsembleSpec(Combination.Median, Automatic: true)],
            trials.Select(trial => trial.Spec).Where(spec => spec is not BaselineSpec));
        Assert.Equal(
            [new CesSpec(CesForm.Auto, 12)],
            Plan(200, """{ "seasonLength": 12, "preset": "scum", "ces": "auto" }""").Trials.Select(trial => trial.Spec).OfType<CesSpec>());
    }

    [Fact]
    public void Intermittent_demand_in_the_first_half_brings_its_methods_and_RMSSE()
    {
        TrialPlan Of(Func<int, double> value, Grid grid) =>
            Planner.Plan(new TimeSeries("x", [.. Enumerable.Range(0, 120).Select(value)]), grid);
        double Seldom(int t) => t % 3 == 0 ? 1 + (t % 5) : 0;

        var plan = Of(Seldom, new Grid());

        Assert.Equal(
            Enum.GetValues<IntermittentMethod>().Select(method => new IntermittentSpec(method)).ToHashSet(),
            plan.Trials.Select(trial => trial.Spec).OfType<IntermittentSpec>().ToHashSet());
        Assert.Equal(RankingMetric.Rmsse, plan.Protocol.Metric);
        Assert.Equal(RankingMetric.Mae, Of(Seldom, new Grid { Metric = RankingMetric.Mae }).Protocol.Metric);
        foreach (Func<int, double> other in (Func<int, double>[])[t => 5 + Seldom(t), t => t < 60 ? 3 + (t % 4) : Seldom(t)])
        {
            Assert.Empty(Of(other, new Grid()).Trials.Select(trial => trial.Spec).OfType<IntermittentSpec>());
            Assert.Equal(RankingMetric.Mase, Of(other, new Grid()).Protocol.Metric);
        }
    }

    [Fact]
    public void Intermittent_methods_may_be_asked_for_of_any_series() => Assert.Equal(
        5, Plan(100, """{ "intermittent": "auto" }""").Trials.Select(trial => trial.Spec).OfType<IntermittentSpec>().Count());

    [Fact]
    public void CES_takes_the_season_that_its_form_has()
    {
        CesSpec[] Specs(string grid) => [.. Plan(400, grid).Trials.Select(trial => trial.Spec).OfType<CesSpec>()];

        Assert.Equal(
            [new CesSpec(CesForm.None), new CesSpec(CesForm.Full, 12), new CesSpec(CesForm.Auto, 12)],
            Specs("""{ "seasonLength": 12, "ces": { "model": ["none", "full", "auto"] } }"""));
        Assert.Contains(
            "has a season, but the series has none",
            Assert.Throws<InputException>(() => Plan(400, """{ "seasonLength": 1, "ces": { "model": "full" } }""")).Message);
    }

    [Fact]
    public void Exponential_smoothing_takes_the_season_that_its_form_has()
    {
        EtsSpec[] Specs(string grid) => [.. Plan(400, grid).Trials.Select(trial => trial.Spec).OfType<EtsSpec>()];

        Assert.Equal(
            [new EtsSpec(EtsForm.AAN), new EtsSpec(EtsForm.AAA, 12), new EtsSpec(EtsForm.Auto, 12)],
            Specs("""{ "seasonLength": 12, "ets": { "model": ["AAN", "AAA", "auto"], "m": 12 } }"""));
        Assert.Equal([new EtsSpec(EtsForm.Auto, 52)], Specs("""{ "seasonLength": 52, "ets": {} }"""));
        Assert.Equal([new EtsSpec(EtsForm.AAA, 4)], Specs("""{ "ets": { "model": "AAA", "m": 4 } }"""));
        Assert.Contains(
            "the series has none", Assert.Throws<InputException>(() => Specs("""{ "seasonLength": 1, "ets": { "model": "AAA" } }""")).Message);
        Assert.Contains(
            "a season of 52", Assert.Throws<InputException>(() => Specs("""{ "seasonLength": 52, "ets": { "model": "MAM" } }""")).Message);
    }

    [Fact]
    public void Half_of_the_observed_values_train_and_rows_without_any_are_refused()
    {
        // One in four of the first 40 rows has a value and each of the others: 25 of 50 lie in the first 55 rows.
        double[] values = [.. Values(80).Select((value, t) => t >= 40 || t % 4 == 0 ? value : double.NaN)];
        var protocol = Planner.Plan(new TimeSeries("x", values), new Grid()).Protocol;
        Assert.InRange(RollingOrigin.Windows(80, protocol)[0].TrainingEnd, 55, 57);
        Assert.InRange(
            RollingOrigin.Windows(80, Planner.Plan(new TimeSeries("x", Values(80)), new Grid()).Protocol)[0].TrainingEnd, 40, 42);

        double[] Gap(int from, int to) => [.. Values(60).Select((value, t) => t >= from && t < to ? double.NaN : value)];
        string Problem(double[] sparse, string grid) => Assert.Throws<InputException>(
            () => Planner.Plan(new TimeSeries("x", sparse), GridReader.Read(Encoding.UTF8.GetBytes(grid)))).Message;
        Assert.Contains(
            "The first window trains on rows 41 to 50, and none of them has a value.",
            Problem(Gap(35, 52), """{ "horizon": 4, "windows": 1, "testLength": 6, "trainingLength": 10, "theta": {} }"""));
        Assert.Contains(
            "The backtest of 2 windows of 5 covers rows 45 to 54, and none of them has a value.",
            Problem(Gap(40, 58), """{ "horizon": 5, "windows": 2, "testLength": 6, "theta": {} }"""));
    }

    [Fact]
    public void Too_many_trials_are_refused() => Assert.Contains(
        "more than 10000 trials",
        Assert.Throws<InputException>(
            () => Plan(
                5000,
                $$"""{ "lstm": { "units": [{{string.Join(',', Enumerable.Range(1, 200))}}], "lookBack": [{{string.Join(',', Enumerable.Range(1, 200))}}] } }""")).Message);

    [Fact]
    public void The_season_follows_from_the_dates()
    {
        var times = Enumerable.Range(0, 60).Select(t => new DateTime(2020, 1, 1).AddMonths(t)).ToArray();
        var series = new TimeSeries("x", Values(60), times, TimeSpacing.Detect(times));

        Assert.Equal(12, Planner.Plan(series, new Grid()).Protocol.SeasonLength);
    }

    [Fact]
    public void The_season_and_the_horizon_of_working_days_are_a_week_of_them()
    {
        var times = Enumerable.Range(0, 70)
            .Select(t => new DateTime(2024, 1, 1).AddDays(t))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Friday or DayOfWeek.Saturday))
            .ToArray();
        var series = new TimeSeries("x", Values(50), times, TimeSpacing.Detect(times));

        var protocol = Planner.Plan(series, new Grid()).Protocol;

        Assert.Equal((5, 5), (protocol.SeasonLength, protocol.Horizon));
        Assert.Equal("Data of working days: 5 per week.", ProtocolReasons.Of(series, new Grid(), protocol)["seasonLength"]);
    }

    [Theory]
    [InlineData(1, 673, 24, 168.0, "Hourly data: 24 per day and 168 per week, of which there are more than four.")]
    [InlineData(
        1, 672, 24, null, "Hourly data: 24 per day. The week is no season of its own, because the series has no more than four of them.")]
    [InlineData(1, 168, 24, null, "Hourly data: 24 per day.")]
    [InlineData(0.25, 2_689, 96, 672.0, "A value every 15 minutes: 96 per day and 672 per week, of which there are more than four.")]
    [InlineData(24, 1_462, 7, 365.25, "Daily data: 7 per week and 365.25 per year, of which there are more than four.")]
    [InlineData(
        24, 1_461, 7, null, "Daily data: 7 per week. The year is no season of its own, because the series has no more than four of them.")]
    [InlineData(168, 240, 52, null, "Weekly data: 52 per year.")]
    public void Long_seasons_follow_from_the_step(double hours, int length, int season, double? longSeason, string reason)
    {
        var series = new TimeSeries("x", Values(length), Spacing: new TimeSpacing(0, TimeSpan.FromHours(hours)));
        var plan = Planner.Plan(series, new Grid());

        Assert.Equal(season, plan.Protocol.SeasonLength);
        Assert.Equal(longSeason is { } one ? [one] : null, plan.Protocol.LongSeasons);
        Assert.Equal(reason, ProtocolReasons.Of(series, new Grid(), plan.Protocol)["seasonLength"]);
        double[] all = longSeason is { } further ? [season, further] : [season];
        var mstl = plan.Trials.Select(trial => trial.Spec).OfType<MstlSpec>().ToList();
        Assert.Equal(longSeason is not null || season == 52, mstl.Count > 0);
        Assert.All(mstl, spec => Assert.Equal(all, spec.SeasonLengths));
        Assert.Equal(longSeason is 168 or 672, mstl.Exists(spec => spec.Form == AdjustedForm.Arma));
        Assert.Equal(
            all.Where(one => one == Math.Floor(one)),
            plan.Trials.Select(trial => trial.Spec).OfType<BaselineSpec>()
                .Where(spec => spec.Method == BaselineMethod.SeasonalNaive).Select(spec => (double)spec.SeasonLength));
    }

    [Theory]
    [InlineData("0,0,3", 60, "{}", 1, "One in 3.0 values of the first half is not 0: demand is intermittent.")]
    [InlineData(
        "4,5,0,6,7", 60, "{}", 0, "Left out: one in 1.25 values of the first half is not 0; from one in 1.32 on, demand is intermittent.")]
    [InlineData("4,5", 60, "{}", 0, "Left out: no value of the first half is 0.")]
    [InlineData("0,0,0", 60, "{}", 0, "Left out: fewer than two values of the first half are not 0.")]
    [InlineData("0,0,-3", 60, "{}", 0, "Left out: some values of the first half are negative, and demand is not.")]
    [InlineData("0,0,3", 60, """{ "preset": "scum" }""", 0, "The preset leaves it out.")]
    [InlineData("0,0,3", 60, """{ "intermittent": "auto" }""", 1, null)]
    public void The_plan_says_why_it_has_methods_for_intermittent_demand(
        string cycle, int length, string grid, int families, string? reason) =>
        AssertReason("intermittent", cycle, length, grid, families, reason);

    [Theory]
    [InlineData(
        400, """{ "seasonLength": [7, 30.5] }""", 1, "The series has several seasons, 7, 30.5, and ARIMA has Fourier terms of them.")]
    [InlineData(
        400, """{ "seasonLength": 52 }""", 1,
        "The season of 52 is longer than the 24 values that exponential smoothing can have, and ARIMA has Fourier terms of it.")]
    [InlineData(400, """{ "seasonLength": 12 }""", 0, "Left out: the only season has 12 values, and other models can have one of up to 24.")]
    [InlineData(400, """{ "seasonLength": 1 }""", 0, "Left out: the series has no season.")]
    [InlineData(
        60, """{ "seasonLength": 52, "horizon": 6, "windows": 1 }""", 0,
        "Left out: more than two seasons of 52 must train in every window, so it needs 117 values; there are 60.")]
    [InlineData(
        400, """{ "seasonLength": 12, "theta": {}, "mstl": "auto" }""", 0,
        "Left out: the only season has 12 values, and other models can have one of up to 24.")]
    [InlineData(400, """{ "seasonLength": 12, "theta": {} }""", 0, null)]
    public void The_plan_says_why_it_has_MSTL(int length, string grid, int families, string? reason) =>
        AssertReason("mstl", "4,5,7,6,9,8,7", length, grid, families, reason);

    private static void AssertReason(string family, string cycle, int length, string json, int families, string? reason)
    {
        double[] values = [.. cycle.Split(',').Select(double.Parse)];
        var series = new TimeSeries("x", [.. Enumerable.Range(0, length).Select(t => values[t % values.Length])]);
        var grid = GridReader.Read(Encoding.UTF8.GetBytes(json));

        var plan = Planner.Plan(series, grid);

        Assert.Equal(families, plan.Trials.Select(trial => trial.Spec.Family).Distinct().Count(one => one == family));
        Assert.Equal(reason, ProtocolReasons.Of(series, grid, plan).GetValueOrDefault(family));
    }

    [Fact]
    public void A_season_that_a_model_cannot_have_beside_another_is_said_to_be_ignored()
    {
        var protocol = Plan(800, """{ "seasonLength": [7, 365.25], "theta": {} }""").Protocol with { Windows = 1 };

        Assert.Contains(
            "It ignores the season of 365.25: it can have one season.",
            Evaluator.Run(Values(800), new ThetaSpec(7), protocol, TestContext.Current.CancellationToken).Warnings);
    }

    [Theory]
    [InlineData("""{ "lookBack": 8 }""", "It ignores the season of 12: it sees 8 values.", "It ignores the season of 52: it sees 8 values.")]
    [InlineData("""{ "lookBack": 12 }""", "It ignores the season of 52: it sees 12 values.")]
    [InlineData("""{ "lookBack": 8, "transforms": [["seasonalDifference"]] }""", "It ignores the season of 52: it sees 8 values.")]
    [InlineData("""{ "level": "ses", "adjustSeason": true, "lookBack": 9 }""", "It ignores the season of 52: it sees 9 values.")]
    [InlineData("""{ "level": "ses", "base": "seasonalNaive", "baseSeason": 52, "lookBack": 12 }""")]
    [InlineData("""{ "level": "last", "lookBack": 52 }""")]
    public void Networks_that_do_not_see_a_season_say_so(string block, params string[] expected)
    {
        var plan = Plan(300, $$"""{ "seasonLength": [12, 52], "horizon": 4, "windows": 1, "lstm": [{{block}}] }""");
        var spec = ((LstmSpec)Assert.Single(plan.Trials, trial => trial.Spec is LstmSpec).Spec) with { Epochs = 1, Units = 2 };

        Assert.Equal(expected, Evaluator.Run(Values(300), spec, plan.Protocol, TestContext.Current.CancellationToken).Warnings);
    }

    [Fact]
    public void MSTL_without_a_season_is_refused() =>
        Assert.Contains("the series has none", Assert.Throws<InputException>(() => Plan(100, """{ "mstl": {} }""")).Message);

    private static double Planned(double[] values, string grid) =>
        Planner.Plan(new TimeSeries("x", values), GridReader.Read(Encoding.UTF8.GetBytes(grid)) with { SeasonLength = 12 })
            .Trials.Where(trial => trial.Spec is ArimaSpec).Sum(trial => trial.EstimatedSeconds - TrialCost.FirstUse("arima"));

    private static TrialPlan Plan(int length, string grid) =>
        Planner.Plan(new TimeSeries("x", Values(length)), GridReader.Read(Encoding.UTF8.GetBytes(grid)));

    private static double[] Values(int length) => [.. Enumerable.Range(0, length).Select(t => (double)t)];
}
