using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Flowker.Silo.Startup;

/// <summary>Why a start failed, in one line for whoever typed the command.</summary>
internal static class StartFailure
{
    public static string Line(Exception cause)
    {
        var text = cause switch
        {
            OptionsValidationException wrong => string.Join("; ", wrong.Failures),
            DbException database => $"the database cannot be used (ConnectionStrings__Flowker, Flowker__DataDirectory): {database.Message}",
            SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
                "a port is taken by another process: set Flowker__SiloPort and Flowker__GatewayPort to free ones, or to 0.",
            UnauthorizedAccessException or IOException or InvalidOperationException or ArgumentException or FormatException or TimeoutException => cause.Message,
            _ => $"{cause.GetType().Name}: {cause.Message}",
        };
        return string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>
    /// The exception that says something: what wraps it says only that something failed, and what is inside of Kestrel's does not
    /// name the address.
    /// </summary>
    public static Exception Cause(Exception failure)
    {
        for (var at = failure; at is not null; at = at is AggregateException { InnerExceptions: [var first, ..] } ? first : at.InnerException)
        {
            if (at is OptionsValidationException or DbException or SocketException or IOException or UnauthorizedAccessException)
            {
                return at;
            }
        }

        return failure;
    }
}
