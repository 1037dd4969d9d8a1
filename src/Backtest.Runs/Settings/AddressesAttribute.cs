using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Backtest.Runs.Settings;

/// <summary>
/// A setting with addresses that the host sends to, separated by semicolons: https:// anywhere, or http:// on this machine, each without
/// a user, because a client would not send one, and without a fragment.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AddressesAttribute : ValidationAttribute
{
    private const char Separator = ';';

    /// <summary>Whether it is a single https:// address.</summary>
    public bool IsOneService { get; init; }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is string text && TryRead(text) is { Count: > 0 } addresses
        && (!IsOneService || (addresses.Count == 1 && addresses[0].Scheme == Uri.UriSchemeHttps));

    /// <summary>The addresses of a valid setting, each once.</summary>
    /// <param name="text">The setting; empty for none.</param>
    public static IReadOnlyList<Uri> Read(string text) =>
        TryRead(text) ?? throw new ArgumentException("The addresses are not valid.", nameof(text));

    private static List<Uri>? TryRead(string text)
    {
        var addresses = new List<Uri>();
        foreach (var part in text.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(part, UriKind.Absolute, out var address) || !IsAllowed(address) || !IsPlain(part))
            {
                return null;
            }

            addresses.Add(address);
        }

        return [.. addresses.DistinctBy(address => address.AbsoluteUri)];
    }

    // A program that reads these characters differently would see another address.
    private static bool IsPlain(string text) =>
        text.Contains("://", StringComparison.Ordinal) && !text.Any(c => c == '\\' || char.IsWhiteSpace(c) || char.IsControl(c));

    private static bool IsAllowed(Uri address) =>
        address is { Host.Length: > 0, UserInfo.Length: 0, Fragment.Length: 0, Port: > 0 }
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsHere(address)));

    // Other names may resolve to this machine today and to another one tomorrow.
    private static bool IsHere(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var number) && IPAddress.IsLoopback(number));
}
