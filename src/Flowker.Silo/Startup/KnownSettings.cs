using System.Collections;
using System.Reflection;

namespace Flowker.Silo.Startup;

/// <summary>
/// The settings under <c>Flowker</c>: the properties of every class that names its section in a constant <c>Section</c>, as
/// <see cref="FlowkerOptions"/> does.
/// </summary>
internal static class KnownSettings
{
    private const string Separator = ":";

    /// <summary>Paths such as <c>Flowker:Oidc:Issuer</c>; one that ends in <c>*</c> stands for any name there.</summary>
    public static IReadOnlyList<string> All() =>
    [
        .. AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => a.GetName().Name is { } name && name.StartsWith("Flowker.", StringComparison.Ordinal))
            .SelectMany(Types)
            .Select(type => (Type: type, Section: SectionOf(type)))
            .Where(t => t.Section is not null)
            .SelectMany(t => Under(t.Section!, t.Type))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    private static string? SectionOf(Type type) =>
        type.IsClass && type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly) is { IsLiteral: true } field
        && field.GetRawConstantValue() is string section && (section == FlowkerOptions.Section || section.StartsWith(FlowkerOptions.Section + Separator, StringComparison.Ordinal))
            ? section
            : null;

    private static IEnumerable<string> Under(string path, Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.CanWrite || !IsPlain(p.PropertyType))
        .SelectMany(p => At($"{path}{Separator}{p.Name}", Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType));

    private static IEnumerable<string> At(string path, Type type) =>
        IsPlain(type) ? [path]
        : typeof(IEnumerable).IsAssignableFrom(type) ? [$"{path}{Separator}*"]
        : [.. Under(path, type).DefaultIfEmpty(path)];

    private static bool IsPlain(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(TimeSpan) || plain == typeof(Uri) || plain == typeof(decimal)
            || plain == typeof(DateTimeOffset) || plain == typeof(Guid));
}
