using System.ComponentModel.DataAnnotations;
using Flowker.Grains.Secrets;

namespace Flowker.Silo;

/// <summary>The settings under <c>Flowker</c>. A wrong one stops the start with a message that names it.</summary>
public sealed class FlowkerOptions
{
    public const string Section = "Flowker";

    /// <summary>What this process is, where it may be either. Default <see cref="FlowkerHost.Silo"/>.</summary>
    [EnumDataType(typeof(FlowkerHost))]
    public FlowkerHost Host { get; set; }

    /// <summary>How log messages are written to the console. Default <see cref="LogFormat.Text"/>.</summary>
    [EnumDataType(typeof(LogFormat))]
    public LogFormat LogFormat { get; set; }

    /// <summary>Where embedded storage keeps its files. Default <c>./data</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// What silos and clients that belong together have in common, beside their database. Default <c>flowker</c>.
    /// </summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,64}", ErrorMessage = "takes 1 to 64 letters, digits, dots, dashes and underscores.")]
    public string ClusterId { get; set; } = "flowker";

    /// <summary>
    /// The address, or a host name for it, at which other silos and Orleans clients reach this silo. Default <c>127.0.0.1</c>: this
    /// machine only. Others may reach a silo only with <see cref="ClusterSecurityOptions.Certificate"/>, unless they are all trusted.
    /// </summary>
    [Required]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Listens on all addresses of the machine in place of the advertised one, as behind a container's address translation.</summary>
    public bool ListenOnAnyAddress { get; set; }

    /// <summary>
    /// The port on which silos talk to each other. Unset: 11111, or a free one when that is taken and nobody from elsewhere
    /// need know it. 0: a free one.
    /// </summary>
    [Range(0, 65_535)]
    public int? SiloPort { get; set; }

    /// <summary>
    /// The port on which Orleans clients reach the silo. Unset: 30000, with the same rule, and with embedded storage none. 0: a free one.
    /// </summary>
    [Range(0, 65_535)]
    public int? GatewayPort { get; set; }

    /// <summary>How silos and clients prove to each other that they belong together.</summary>
    public ClusterSecurityOptions Cluster { get; set; } = new();

    /// <summary>Starts that a silo works on at the same time; more are refused with 429. Default 256.</summary>
    [Range(1, 1_000_000)]
    public int MaxStartsInFlight { get; set; } = 256;

    /// <summary>
    /// Executions of a silo that do something, not waiting for a retry or for a provider that is held back, when it takes a new one;
    /// more are refused with 429. Default 2,048.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxBusyExecutions { get; set; } = 2_048;

    /// <summary>Open executions that a silo has when it takes a new one; more are refused with 429. Default 20,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxOpenExecutions { get; set; } = 20_000;

    /// <summary>Seconds that calls in flight have to finish when the process is asked to stop. Default 30.</summary>
    [Range(0, 3_600)]
    public int ShutdownSeconds { get; set; } = 30;

    /// <summary>Allows provider calls to private and loopback addresses, as <c>SSRF_ALLOW_PRIVATE</c> does. For development only.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Days for which an execution that has ended is kept, with its key. Unset: for ever. The audit trail is always kept.</summary>
    [Range(1, 36_500)]
    public int? RetentionDays { get; set; }

    /// <summary>
    /// The HTTP proxy for all provider calls, as <c>http://user:password@proxy:3128</c>. The system's proxy settings are never
    /// used. Default: none.
    /// </summary>
    public string? EgressProxy { get; set; }

    /// <summary>Where the keys are kept that secrets are encrypted with.</summary>
    public SecretKeyOptions SecretKeys { get; set; } = new();
}

/// <summary>What a process with a REST front end is to the cluster.</summary>
public enum FlowkerHost
{
    /// <summary>One of its silos.</summary>
    Silo,

    /// <summary>An Orleans client.</summary>
    Client,
}

/// <summary>How log messages are written to the console.</summary>
public enum LogFormat
{
    /// <summary>One line for people.</summary>
    Text,

    /// <summary>One JSON object on a line, with the members of the message and its scopes.</summary>
    Json,
}
