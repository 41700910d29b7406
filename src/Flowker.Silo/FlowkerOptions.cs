using System.ComponentModel.DataAnnotations;
using Flowker.Grains.Secrets;

namespace Flowker.Silo;

/// <summary>The settings under <c>Flowker</c>. A wrong one stops the start with a message that names it.</summary>
public sealed class FlowkerOptions
{
    public const string Section = "Flowker";

    /// <summary>Where embedded storage keeps its files. Default <c>./data</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// The port on which silos talk to each other. Unset: 11111, or a free one when that is taken and storage is embedded,
    /// since then nobody else need know it. 0: a free one.
    /// </summary>
    [Range(0, 65_535)]
    public int? SiloPort { get; set; }

    /// <summary>The port on which Orleans clients reach the silo. Unset: 30000, with the same rule. 0: a free one.</summary>
    [Range(0, 65_535)]
    public int? GatewayPort { get; set; }

    /// <summary>Seconds that calls in flight have to finish when the process is asked to stop. Default 30.</summary>
    [Range(0, 3_600)]
    public int ShutdownSeconds { get; set; } = 30;

    /// <summary>Allows provider calls to private and loopback addresses, as <c>SSRF_ALLOW_PRIVATE</c> does. For development only.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Where the keys are kept that secrets are encrypted with.</summary>
    public SecretKeyOptions SecretKeys { get; set; } = new();
}
