using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Flowker.Silo;

/// <summary>Reads a section of the configuration into its options.</summary>
public static class Settings
{
    /// <summary>The section's values over the presets. Throws <see cref="OptionsValidationException"/>, naming each setting that is wrong.</summary>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection(section).Get<T>() ?? new T();
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
        {
            throw new OptionsValidationException(
                section, typeof(T), faults.Select(f => $"{section}:{f.MemberNames.FirstOrDefault()}: {f.ErrorMessage}"));
        }

        return options;
    }
}
