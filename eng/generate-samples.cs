#:property PublishAot=false
#:project Backtest.Engineering

// Generates the artificial samples: the same files every time.
using System.Globalization;
using System.Text;
using Backtest.Engineering;

var random = new Random(20240607);
await File.WriteAllTextAsync(Repository.PathOf("samples", "web-visits.csv"), WebVisits());
await File.WriteAllTextAsync(Repository.PathOf("samples", "store-events.csv"), StoreEvents());
await File.WriteAllTextAsync(Repository.PathOf("samples", "power-demand.csv"), PowerDemand());

// Daily visits over eight years: growth, a week and a year, holidays, shocks that fade, and some days without a record.
string WebVisits()
{
    var text = new StringBuilder("date,visits\n");
    double[] week = [1.08, 1.12, 1.10, 1.06, 0.98, 0.80, 0.86];
    var shock = 0.0;
    for (var day = new DateTime(2016, 1, 1); day < new DateTime(2024, 1, 1); day = day.AddDays(1))
    {
        var years = (day - new DateTime(2016, 1, 1)).TotalDays / 365.25;
        shock = (0.7 * shock) + (0.05 * Normal());
        var level = 1200 * Math.Exp(0.12 * years) * (1 + (0.15 * Math.Cos(2 * Math.PI * (years - 0.95))));
        var holiday = (day.Month, day.Day) is (12, 24) or (12, 25) or (12, 26) or (1, 1) ? 0.6 : 1;
        var visits = level * week[((int)day.DayOfWeek + 6) % 7] * holiday * Math.Exp(shock + (0.03 * Normal()));
        if (random.NextDouble() > 0.004)
        {
            text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{Math.Round(visits)}\n");
        }
    }

    return text.ToString();
}

// Daily demand for electric power over three years. It rises with cold and heat, and falls on days off. Days off are known a week
// ahead, and the temperature at the end of the day.
string PowerDemand()
{
    var text = new StringBuilder("date,demand,temperature,dayOff\n");
    var weather = 0.0;
    for (var day = new DateTime(2021, 1, 1); day < new DateTime(2024, 1, 8); day = day.AddDays(1))
    {
        weather = (0.8 * weather) + (2.2 * Normal());
        var temperature = 11 - (10 * Math.Cos(2 * Math.PI * (day.DayOfYear - 20) / 365.25)) + weather;
        var isOff = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
            || (day.Month, day.Day) is (1, 1) or (5, 1) or (10, 3) or (12, 24) or (12, 25) or (12, 26);
        var demand =
            52 + (0.9 * Math.Max(0, 15 - temperature)) + (1.3 * Math.Max(0, temperature - 22)) - (isOff ? 9 : 0) + (0.8 * Normal());
        var observed = day < new DateTime(2024, 1, 1) ? string.Create(CultureInfo.InvariantCulture, $"{demand:F2},{temperature:F1}") : ",";
        text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{observed},{(isOff ? 1 : 0)}\n");
    }

    return text.ToString();
}

// Visits of one customer to a shop: some days apart, a little regular, now and then twice on a day.
string StoreEvents()
{
    var text = new StringBuilder("消费时间\n");
    var time = new DateTime(2021, 1, 4, 10, 30, 0);
    var mean = 3.0;
    for (var visit = 0; visit < 400; visit++)
    {
        text.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss}\n");
        mean = 3 + (0.6 * (mean - 3)) + (0.5 * Normal());
        var days = random.NextDouble() < 0.05 ? 0 : Math.Max(1, Math.Round(mean + (0.8 * Normal())));
        var next = time.Date.AddDays(days).AddHours(9 + (11 * random.NextDouble()));
        time = next > time ? next.AddSeconds(-next.Second) : time.AddHours(1 + random.NextDouble());
    }

    return text.ToString();
}

double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
