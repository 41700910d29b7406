using System.ComponentModel.DataAnnotations;

namespace Flowker.Grains.Audit;

/// <summary>The settings under <c>Flowker:Audit:CheckpointS3</c>: a bucket that keeps checkpoints.</summary>
public sealed class CheckpointS3Options
{
    [Required]
    public string Region { get; set; } = "";

    [Required]
    public string Bucket { get; set; } = "";

    [Required]
    public string AccessKeyId { get; set; } = "";

    [Required]
    public string SecretAccessKey { get; set; } = "";

    /// <summary>Of a store that is not Amazon's.</summary>
    [Url]
    public string? Endpoint { get; set; }

    /// <summary>Before the sequence in the name of each object. Default <c>flowker-checkpoints/</c>.</summary>
    [Required]
    public string Prefix { get; set; } = "flowker-checkpoints/";
}
