using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Flowker.Silo.Startup;

/// <summary>Why a start failed, in one line for whoever typed the command.</summary>
internal static class StartFailure
{
    // How a message begins that says what is wrong with one setting.
    private const string SettingPrefix = $"{FlowkerOptions.Section}:";

    public static string Line(Exception failure)
    {
        var cause = Cause(failure);
        var text = cause switch
        {
            OptionsValidationException wrong => string.Join("; ", wrong.Failures),
            DbException database => $"the database cannot be used (ConnectionStrings__Flowker, Flowker__DataDirectory): {database.Message}",
            SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
                "a port is taken by another process: set Flowker__SiloPort and Flowker__GatewayPort to free ones, or to 0.",
            UnauthorizedAccessException or IOException or InvalidOperationException or ArgumentException or FormatException or TimeoutException => cause.Message,
            _ => $"{cause.GetType().Name}: {cause.Message}",
        };
        if (Chain(failure).FirstOrDefault(NamesASetting) is { } named && named != cause)
        {
            text = $"{named.Message.TrimEnd('.')}: {text}";
        }

        return string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>Whether a setting is wrong, and not what it points to.</summary>
    public static bool IsOfASetting(Exception failure, bool whileReadingSettings)
    {
        var cause = Cause(failure);
        return cause is OptionsValidationException
            || (cause is InvalidOperationException && cause.Message.StartsWith(SettingPrefix, StringComparison.Ordinal))
            || (whileReadingSettings && cause is not (IOException or SocketException or UnauthorizedAccessException or DbException));
    }

    // What says something: what wraps it says only that something failed, and what is inside of Kestrel's does not name the address.
    private static Exception Cause(Exception failure) => Chain(failure).FirstOrDefault(
        e => e is OptionsValidationException or DbException or SocketException or IOException or UnauthorizedAccessException) ?? failure;

    private static bool NamesASetting(Exception failure) =>
        failure is InvalidOperationException && failure.Message.Contains(SettingPrefix, StringComparison.Ordinal);

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var at = failure; at is not null; at = at is AggregateException { InnerExceptions: [var first, ..] } ? first : at.InnerException)
        {
            yield return at;
        }
    }
}
