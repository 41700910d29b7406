using System.ComponentModel.DataAnnotations;
using Flowker.Grains.Audit;
using Microsoft.Extensions.Options;

namespace Flowker.Silo;

/// <summary>Reads <see cref="AuditOptions"/>; what is unset lies in the data folder.</summary>
internal static class AuditSettings
{
    /// <summary>Throws <see cref="OptionsValidationException"/>, naming the setting, when one is wrong.</summary>
    public static AuditOptions Read(IConfiguration configuration, string dataDirectory)
    {
        var options = configuration.GetSection(AuditOptions.Section).Get<AuditOptions>() ?? new AuditOptions();
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        if (options.CheckpointS3 is { } store)
        {
            Validator.TryValidateObject(store, new ValidationContext(store), faults, validateAllProperties: true);
        }

        if (faults.Count > 0)
        {
            throw new OptionsValidationException(
                AuditOptions.Section, typeof(AuditOptions), faults.Select(f => $"{AuditOptions.Section}:{f.MemberNames.FirstOrDefault()}: {f.ErrorMessage}"));
        }

        options.SigningKeyPath = string.IsNullOrWhiteSpace(options.SigningKeyPath) ? null : options.SigningKeyPath;
        options.DefaultSigningKeyPath = Path.Combine(dataDirectory, "audit", "signing-key.pem");
        options.CheckpointFile ??= Path.Combine(dataDirectory, "audit", "checkpoints.ndjson");
        return options;
    }
}
