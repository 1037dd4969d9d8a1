using Backtest.Bench.Accuracy;
using Backtest.Engineering;

namespace Backtest.Bench.Tests.Accuracy;

public sealed class FolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("accuracy").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", "")]
    [InlineData("Train", "Test")]
    [InlineData("Dataset/Train", "Dataset/Test")]
    public void M4s_files_are_read_with_the_season_of_their_name(string train, string test)
    {
        Write(train, "Quarterly-train.csv", "\"V1\",\"V2\",\"V3\",\"V4\"\n\"Q1\",\"1.5\",\"2\",\"3\"\n\"Q2\",\"4\",\"\",\"\"\n");
        Write(test, "Quarterly-test.csv", "\"V1\",\"V2\"\n\"Q1\",\"4\"\n\"Q2\",\"5\"\n");
        Write(train, "Hourly-train.csv", "V1,V2,V3\nH1,7,8\nH2,9,NA\n");
        Write(test, "Hourly-test.csv", "V1,V2\nH1,9\nH2,9\n");

        var cases = M4Files.In(_folder).SelectMany(file => file.Read()).ToList();

        Assert.Equal(["H1", "H2", "Q1", "Q2"], cases.ConvertAll(one => one.Name));
        Assert.Equal([24, 24, 4, 4], cases.ConvertAll(one => one.SeasonLength));
        Assert.Equal([7.0, 8], cases[0].Train);
        Assert.Equal([9.0], cases[1].Train);
        Assert.Equal([1.5, 2, 3], cases[2].Train);
        Assert.Equal([5.0], cases[3].Test);
    }

    [Theory]
    [InlineData("V1,V2\nY1,1\n", "V1,V2\nY2,1\n", "Y1")]
    [InlineData("V1,V2\nY1,1\n", "V1,V2\nY1,1\nY2,1\n", "line 3")]
    [InlineData("V1,V2,V3\nY1,1,2\n", "V1,V2\n", "Y1")]
    [InlineData("V1,V2,V3,V4\nY1,1,x,3\n", "V1,V2\nY1,1\n", "line 2, column 3")]
    [InlineData("V1,V2,V3,V4\nY1,1,,3\n", "V1,V2\nY1,1\n", "line 2, column 3")]
    public void M4s_files_that_do_not_go_together_are_refused_with_the_place(string train, string test, string place)
    {
        Write("", "Yearly-train.csv", train);
        Write("", "Yearly-test.csv", test);

        var problem = Assert.Throws<SetupException>(() => M4Files.In(_folder).SelectMany(file => file.Read()).ToList());

        Assert.Contains(place, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_of_tests_is_named()
    {
        Write("", "Yearly-train.csv", "V1,V2\nY1,1\n");

        Assert.Contains("Yearly-test.csv", Assert.Throws<SetupException>(() => M4Files.In(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_files_are_read_in_the_order_of_their_names_each_with_its_horizon()
    {
        Write("", "2-quarterly.csv", $"unique_id,ds,y\n{Long("Q7", 12, 3)}{Long("Q3", 9, 3)}");
        Write("", "1-monthly.csv", $"unique_id,ds,y\n{Long("M1", 40, 1)}{Long("M2", 30, 1)}");
        var options = AccuracyOptions.Parse([_folder, "--horizon", "5", "--horizon", "2-quarterly=2"]);

        var cases = CsvFiles.Read(options, CancellationToken.None).ToList();

        Assert.Equal(["1-monthly.M1", "1-monthly.M2", "2-quarterly.Q7", "2-quarterly.Q3"], cases.ConvertAll(one => one.Name));
        Assert.Equal([12, 12, 4, 4], cases.ConvertAll(one => one.SeasonLength));
        Assert.Equal([5, 5, 2, 2], cases.ConvertAll(one => one.Test.Length));
        Assert.Equal([35, 25, 10, 7], cases.ConvertAll(one => one.Train.Length));
        Assert.Equal([10.0, 11], cases[2].Test);
    }

    [Fact]
    public void Without_a_horizon_a_season_is_forecast_but_no_more_than_a_tenth()
    {
        Write("", "a.csv", $"unique_id,ds,y\n{Long("long", 200, 1)}{Long("short", 50, 1)}");

        Assert.Equal([12, 5], CsvFiles.Read(AccuracyOptions.Parse([_folder]), CancellationToken.None).Select(one => one.Test.Length));
    }

    [Fact]
    public void A_file_that_the_product_refuses_is_named_with_the_line()
    {
        Write("", "bad.csv", "unique_id,ds,y\n"
            + string.Concat(Enumerable.Range(1, 9).Select(month => $"a,2020-0{month}-01,{(month == 5 ? "x" : $"{month}")}\n")));

        var problem = Assert.Throws<SetupException>(() => CsvFiles.Read(AccuracyOptions.Parse([_folder]), CancellationToken.None).ToList());

        Assert.Contains("bad.csv", problem.Message, StringComparison.Ordinal);
        Assert.Contains("line 6", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_systematic_sample_and_its_rest_make_up_the_whole()
    {
        var sample = AccuracyOptions.Parse(["--every", "4", "--offset", "1"]);
        var rest = AccuracyOptions.Parse(["--every", "4", "--offset", "1", "--rest"]);

        Assert.Equal([1, 5, 9], Enumerable.Range(0, 12).Where(sample.Takes));
        Assert.Equal([0, 2, 3, 4, 6, 7, 8, 10, 11], Enumerable.Range(0, 12).Where(rest.Takes));
        Assert.All(Enumerable.Range(0, 12), index => Assert.True(AccuracyOptions.Parse([]).Takes(index)));
    }

    [Theory]
    [InlineData("--every", "0")]
    [InlineData("--every")]
    [InlineData("--every", "3", "--offset", "3")]
    [InlineData("--rest")]
    [InlineData("--horizon", "a=b")]
    [InlineData("--what")]
    [InlineData("no-such-folder")]
    public void Other_arguments_are_refused_with_the_usage(params string[] arguments) =>
        Assert.Contains(
            AccuracyOptions.Usage, Assert.Throws<SetupException>(() => AccuracyOptions.Parse(arguments)).Message, StringComparison.Ordinal);

    private static string Long(string id, int count, int months) =>
        string.Concat(Enumerable.Range(0, count).Select(t => $"{id},{new DateTime(2000, 1, 1).AddMonths(months * t):yyyy-MM-dd},{t}\n"));

    private void Write(string folder, string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, folder));
        File.WriteAllText(Path.Combine(_folder, folder, name), text);
    }
}
