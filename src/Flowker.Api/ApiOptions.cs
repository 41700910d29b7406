using System.ComponentModel.DataAnnotations;
using Flowker.Silo;

namespace Flowker.Api;

/// <summary>The settings of the REST front end under <c>Flowker</c>. A wrong one stops the start with a message that names it.</summary>
internal sealed class ApiOptions
{
    public const string Section = FlowkerOptions.Section;

    /// <summary>
    /// Seconds for which requests are still served, and readiness fails, after the process was asked to stop: two intervals of
    /// the load balancer that watches. Unset: 5, or 0 when the service listens on loopback only, where nobody watches.
    /// </summary>
    [Range(0, 600)]
    public int? DrainSeconds { get; set; }

    /// <summary>Addresses and networks of the proxies before the service, with commas between: from them, and only from them, the caller's address is taken from <c>X-Forwarded-For</c>.</summary>
    public string? TrustedProxies { get; set; }

    /// <summary>Whether the web console is served at <c>/console</c>.</summary>
    public bool Console { get; set; } = true;
}
