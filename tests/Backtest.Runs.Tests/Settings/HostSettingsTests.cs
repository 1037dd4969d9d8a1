using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Backtest.Core.Problems;
using Backtest.Runs.Settings;
using Backtest.Testing;
using Microsoft.Extensions.Configuration;

namespace Backtest.Runs.Tests.Settings;

public sealed class HostSettingsTests
{
    private static readonly PropertyInfo[] Knobs = [.. typeof(BacktestOptions).GetProperties().Where(property => property.CanWrite)];

    [Fact]
    public void What_is_not_set_has_its_default()
    {
        Assert.Equal(new BacktestOptions(), Bind());
        Assert.Equal(new BacktestOptions { MaxRows = 7 }, Bind(("MaxRows", "7")));
        Assert.Equal(new BacktestOptions { MaxRows = 7, PollSeconds = 0.25 }, Bind(("maxrows", " 7 "), ("POLLSECONDS", "0.25")));
    }

    [Fact]
    public void Every_setting_takes_the_ends_of_its_range_and_nothing_beyond()
    {
        foreach (var knob in Knobs.Where(knob => knob.PropertyType != typeof(string)))
        {
            var range = knob.GetCustomAttribute<RangeAttribute>()!;

            // Converted through long for whole numbers: a decimal keeps only fifteen digits of a double.
            decimal Bound(object bound) => knob.PropertyType == typeof(double)
                ? Convert.ToDecimal(bound, CultureInfo.InvariantCulture)
                : Convert.ToInt64(bound, CultureInfo.InvariantCulture);
            var (least, most) = (Bound(range.Minimum), Bound(range.Maximum));
            foreach (var end in new[] { least, most })
            {
                Assert.Equal(end, Convert.ToDecimal(knob.GetValue(Bind((knob.Name, Text(end)))), CultureInfo.InvariantCulture));
            }

            foreach (var beyond in new[] { least - 1, most + 1 })
            {
                var problem = Problem((knob.Name, Text(beyond)));
                Assert.Equal($"Backtest__{knob.Name}", problem.Where);
                Assert.StartsWith($"'{Text(beyond)}' is not a ", problem.What);
                Assert.EndsWith($" from {Text(least)} to {Text(most)}.", problem.What);
            }
        }
    }

    [Theory]
    [InlineData("MaxRows", "ten")]
    [InlineData("MaxRows", "")]
    [InlineData("MaxRows", "1.5")]
    [InlineData("MaxRows", "1,000")]
    [InlineData("MaxRows", "true")]
    [InlineData("MaxRows", "99999999999999999999")]
    [InlineData("MaxUploadBytes", "1e6")]
    [InlineData("OwnerSeconds", "15s")]
    [InlineData("OwnerSeconds", "0,5")]
    [InlineData("OwnerSeconds", "NaN")]
    [InlineData("OwnerSeconds", "Infinity")]
    [InlineData("OwnerSeconds", "00:00:15")]
    public void A_value_that_is_no_number_of_the_range_is_shown_with_what_would_be_right(string name, string value)
    {
        var problem = Problem((name, value));

        Assert.Equal($"Backtest__{name}", problem.Where);
        Assert.StartsWith($"'{value}' is not a ", problem.What);
        Assert.Contains("the default of", problem.Right);
    }

    [Theory]
    [InlineData("WebhookAddresses", "https://example.com/a", true)]
    [InlineData("WebhookAddresses", " https://example.com/a?b=c ; http://localhost:81/x;http://[::1]/ ", true)]
    [InlineData("WebhookAddresses", "HTTPS://Example.com/a;Http://LOCALHOST:81?b=c;", true)]
    [InlineData("WebhookAddresses", "https://[2001:db8::1]:8443/a;https://10.0.0.1/@a;http://127.0.0.2:9/;http://[::1]:81", true)]
    [InlineData("WebhookAddresses", "http://example.com/a", false)]
    [InlineData("WebhookAddresses", "http://[2001:db8::1]/a", false)]
    [InlineData("WebhookAddresses", "http://10.0.0.1/", false)]
    [InlineData("WebhookAddresses", "https://example.com:99999/", false)]
    [InlineData("WebhookAddresses", "http://localhost:99999/", false)]
    [InlineData("WebhookAddresses", "https://example.com:0/", false)]
    [InlineData("WebhookAddresses", "https:///a", false)]
    [InlineData("WebhookAddresses", "https:example.com", false)]
    [InlineData("WebhookAddresses", "https://example.com\\@localhost/", false)]
    [InlineData("WebhookAddresses", "https://example.com/#a", false)]
    [InlineData("WebhookAddresses", "example.com", false)]
    [InlineData("WebhookAddresses", ";;", false)]
    [InlineData("WebhookAddresses", "http://localhost.example.com/", false)]
    [InlineData("WebhookAddresses", "http://127.0.0.1@example.com/", false)]
    [InlineData("WebhookAddresses", "https://user:word@example.com/", false)]
    [InlineData("WebhookAddresses", "https://example.com/a https://example.com/b", false)]
    [InlineData("WebhookAddresses", "file:///etc/passwd", false)]
    [InlineData("WebhookAddresses", "", true)]
    [InlineData("WebhookKey", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("WebhookKey", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", false)]
    [InlineData("WebhookKey", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("WebhookKey", "secret", false)]
    public void A_text_of_another_form_is_refused_without_showing_it(string name, string value, bool isTaken)
    {
        if (isTaken)
        {
            Assert.Equal(value, typeof(BacktestOptions).GetProperty(name)!.GetValue(Bind((name, value))));
            return;
        }

        var problem = Problem((name, value));
        Assert.Equal($"Backtest__{name}", problem.Where);
        Assert.DoesNotContain(value, $"{problem.What}{problem.Right}");
    }

    [Theory]
    [InlineData("MaxTrial", "MaxTrials")]
    [InlineData("maxtrialz", "MaxTrials")]
    [InlineData("ParalelTrial", "ParallelTrials")]
    [InlineData("MaxTrailSeconds", "MaxTrialSeconds")]
    [InlineData("Poll_Seconds", "PollSeconds")]
    [InlineData("MaxRows:Most", "MaxRows")]
    public void A_setting_that_nobody_knows_is_refused_with_the_nearest_name(string name, string meant)
    {
        var problem = Problem((name, "5"));

        Assert.Equal($"There is no setting Backtest__{name.Replace(":", "__", StringComparison.Ordinal)}.", problem.What);
        Assert.Equal($"Did you mean Backtest__{meant}?", problem.Right);
    }

    [Fact]
    public void A_letter_left_out_of_a_name_leads_to_it()
    {
        foreach (var name in Knobs.Select(knob => knob.Name))
        {
            for (var letter = 0; letter < name.Length; letter++)
            {
                Assert.Equal($"Did you mean Backtest__{name}?", Problem((name.Remove(letter, 1), "5")).Right);
            }
        }
    }

    [Theory]
    [InlineData("Nonsense")]
    [InlineData("CsvLimits")]
    [InlineData("CsvLimits:MaxRows")]
    [InlineData("Durable")]
    [InlineData("Durable:MaxRunHours")]
    public void A_setting_that_resembles_none_leads_to_where_they_are_described(string name)
    {
        var problem = Problem((name, "5"));

        Assert.Equal($"There is no setting Backtest__{name.Replace(":", "__", StringComparison.Ordinal)}.", problem.What);
        Assert.Contains("docs/settings.md", problem.Right);
    }

    [Fact]
    public void A_section_that_is_read_elsewhere_is_left_to_whoever_reads_it()
    {
        var configuration = Configuration(("MaxRows", "7"), ("durable:Anything", "5"));

        Assert.Equal(7, HostSettings.Bind<BacktestOptions>(configuration, BacktestOptions.Section, "Durable").MaxRows);
        var misspelt = Assert.Throws<InputException>(
            () => HostSettings.Bind<BacktestOptions>(Configuration(("Durabel:Anything", "5")), BacktestOptions.Section, "Durable"));
        Assert.Equal("There is no setting Backtest__Durabel__Anything. Did you mean Backtest__Durable__Anything?", misspelt.Message);
    }

    [Fact]
    public Task The_document_describes_every_setting_with_its_default() => DocumentedSettings.AssertDefaultsAsync<BacktestOptions>(
        "# Settings",
        ("ParallelTrials", Environment.ProcessorCount, "the number of cores"),
        ("MaxTrialMemoryBytes", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, "half of the memory"));

    private static BacktestOptions Bind(params (string Name, string Value)[] settings) =>
        HostSettings.Bind<BacktestOptions>(Configuration(settings), BacktestOptions.Section);

    private static InputProblem Problem((string Name, string Value) setting) => Assert.Throws<InputException>(() => Bind(setting)).Problem;

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create($"Backtest:{setting.Name}", (string?)setting.Value))).Build();

    private static string Text(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
