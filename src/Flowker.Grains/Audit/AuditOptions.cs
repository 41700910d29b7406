using System.ComponentModel.DataAnnotations;

namespace Flowker.Grains.Audit;

/// <summary>The settings under <c>Flowker:Audit</c>. Source: <c>docs/audit-proof.md</c>, "Settings".</summary>
public sealed class AuditOptions
{
    public const string Section = "Flowker:Audit";

    /// <summary>
    /// The PEM file of the ECDSA P-256 key that signs checkpoints, the same for all silos of a cluster. Made when it does not exist and
    /// nothing was signed yet. Unset, the key lies sealed in the database.
    /// </summary>
    public string? SigningKeyPath { get; set; }

    /// <summary>PEM files of public keys that signed before, or are to sign next.</summary>
    public IList<string> TrustedKeyPaths { get; } = [];

    /// <summary>
    /// Where silos of versions that did not seal keys have one each, <c>audit/signing-key.pem</c> in the data folder: the key that
    /// signed is taken from there. Null for a host without a data folder.
    /// </summary>
    internal string? DefaultSigningKeyPath { get; set; }

    /// <summary>A checkpoint is made after so many events. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEvents { get; set; } = 10_000;

    /// <summary>A checkpoint is made so many seconds after an event that none covers yet. Default 30.</summary>
    [Range(1, 86_400)]
    public int CheckpointSeconds { get; set; } = 30;

    /// <summary>
    /// The file to which this silo writes each checkpoint, one a line. Default <c>audit/checkpoints.ndjson</c> in the data folder.
    /// It belongs to a place that whoever can write the database cannot write.
    /// </summary>
    public string? CheckpointFile { get; set; }

    /// <summary>An address to which each checkpoint is posted.</summary>
    [Url]
    public string? CheckpointWebhook { get; set; }

    /// <summary>A bucket in which each checkpoint is stored.</summary>
    public CheckpointS3Options? CheckpointS3 { get; set; }

    /// <summary>Milliseconds between two looks for new events while there are few. Default 200.</summary>
    [Range(1, 60_000)]
    public int ChainIntervalMs { get; set; } = 200;
}
