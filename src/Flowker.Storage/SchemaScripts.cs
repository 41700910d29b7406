using System.Globalization;

namespace Flowker.Storage;

/// <summary>The embedded schema of one database: each script makes the version that it is numbered with of the one before.</summary>
internal static class SchemaScripts
{
    /// <summary>In order; the last one's number is the version that this program knows.</summary>
    public static IReadOnlyList<(int Version, string Sql)> Of(string database)
    {
        var assembly = typeof(SchemaScripts).Assembly;
        var prefix = $"Flowker.Storage.{database}.Schema.";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => (int.Parse(name.AsSpan(prefix.Length, 3), CultureInfo.InvariantCulture), Read(name))),
        ];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Throws when the database is ahead of this program, which could then destroy what it does not know.</summary>
    public static void RefuseNewer(int found, int known)
    {
        if (found > known)
        {
            throw new InvalidOperationException(
                $"The database has schema version {found}, this program knows {known}: run the version of Flowker that made it, or a later one.");
        }
    }
}
