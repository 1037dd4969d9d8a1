using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Backtest.Core.Problems;
using Microsoft.Extensions.Configuration;

namespace Backtest.Runs.Settings;

/// <summary>Reads the settings of a host. An unknown setting would have no effect and go unnoticed, so it is an error.</summary>
public static class HostSettings
{
    private const string WhereDescribed = "docs/settings.md lists all settings.";

    /// <summary>
    /// Reads a section into options. Each settable property is a setting: true or false, a number with a
    /// <see cref="RangeAttribute"/>, or a text with an attribute that checks its form.
    /// </summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="configuration">The configuration of the host.</param>
    /// <param name="section">Path of the section.</param>
    /// <param name="others">Names of subsections that are read elsewhere.</param>
    /// <returns>The options, with defaults for missing settings.</returns>
    /// <exception cref="InputException">The first setting that is unknown or has an invalid value.</exception>
    public static T Bind<T>(IConfiguration configuration, string section, params string[] others)
        where T : class, new()
    {
        var options = new T();
        var settings = typeof(T).GetProperties()
            .Where(property => property.CanWrite)
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var given in configuration.GetSection(section).GetChildren())
        {
            var isGroup = given.GetChildren().Any();
            if (isGroup && others.Contains(given.Key, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (isGroup || !settings.TryGetValue(given.Key, out var setting))
            {
                throw Unknown(section, given, isGroup ? [.. settings.Keys, .. others] : settings.Keys, others);
            }

            if (given.Value is { } text)
            {
                setting.SetValue(options, Read(text, Name(section, setting.Name), setting, options));
            }
        }

        return options;
    }

    // As set in the environment.
    private static string Name(params string[] path) =>
        string.Join("__", path).Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal);

    private static InputException Unknown(string section, IConfigurationSection given, IEnumerable<string> known, string[] others)
    {
        var leaf = given;
        while (leaf.GetChildren().FirstOrDefault() is { } child)
        {
            leaf = child;
        }

        var nearest = NearestName.Of(given.Key, known);
        var meant = nearest is null
            ? null
            : Name(section, nearest) + (others.Contains(nearest) ? Name(leaf.Path[given.Path.Length..]) : "");
        return new InputException($"There is no setting {Name(leaf.Path)}.", null, meant is null
            ? WhereDescribed
            : $"Did you mean {meant}?");
    }

    private static object Read(string text, string name, PropertyInfo setting, object defaults)
    {
        if (setting.PropertyType == typeof(string))
        {
            var form = setting.GetCustomAttribute<ValidationAttribute>()!;

            // The value may be a secret. An empty one, as templates write it, is none.
            return text.Length == 0 || form.IsValid(text)
                ? text
                : throw new InputException("The setting has the wrong form.", name, $"Set it to {form.ErrorMessage}, or leave it out.");
        }

        if (setting.PropertyType == typeof(bool))
        {
            return bool.TryParse(text, out var isSet)
                ? isSet
                : throw new InputException($"'{text}' is neither true nor false.", name, "Set it to one of them, or leave it out.");
        }

        var isWhole = setting.PropertyType != typeof(double);
        var range = setting.GetCustomAttribute<RangeAttribute>()!;
        var (least, most) = (Number(range.Minimum), Number(range.Maximum));
        var value = isWhole && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole
            : !isWhole && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real
            : double.NaN;
        return value >= least && value <= most
            ? Convert.ChangeType(value, setting.PropertyType, CultureInfo.InvariantCulture)
            : throw new InputException(
                $"'{text}' is not a {(isWhole ? "whole number" : "number")} from {Show(least)} to {Show(most)}.",
                name,
                $"Set it to one, or leave it out for the default of {Show(Number(setting.GetValue(defaults)!))}.");
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    // Without a power of ten, as in settings.
    private static string Show(double value) =>
        double.IsInteger(value) ? value.ToString("F0", CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);
}
