using System.Globalization;

namespace Flowker.Storage;

/// <summary>
/// The embedded schema of one database. Versions make the version that they are numbered with of the one before, and a program refuses
/// a version that it does not know. Additions are for what programs of the version before can live with: each is recorded by its name,
/// and the version stays, so that those programs still start.
/// </summary>
internal static class SchemaScripts
{
    /// <summary>
    /// What the version becomes when a feature is switched on that programs without features cannot live with. No script makes it.
    /// </summary>
    public const int ShutsOutOlder = 7;

    public const string AdditionsTable = "create table flowker_additions (name text primary key)";

    /// <summary>In order of their versions.</summary>
    public static IReadOnlyList<(int Version, string Sql)> Of(string database) =>
        [.. Read(database, "Schema").Select(s => (int.Parse(s.Name.AsSpan(0, 3), CultureInfo.InvariantCulture), s.Sql))];

    /// <summary>In the order of their names, which is the order in which they are made.</summary>
    public static IReadOnlyList<(string Name, string Sql)> AdditionsOf(string database) => [.. Read(database, "Additions")];

    /// <summary>Throws when the database is ahead of this program, which could then destroy what it does not know.</summary>
    public static void RefuseNewer(int found)
    {
        if (found > ShutsOutOlder)
        {
            throw new InvalidOperationException(
                $"The database has schema version {found}, this program knows {ShutsOutOlder}: run the version of Flowker that made it, or a later one.");
        }
    }

    private static IEnumerable<(string Name, string Sql)> Read(string database, string kind)
    {
        var assembly = typeof(SchemaScripts).Assembly;
        var prefix = $"Flowker.Storage.{database}.{kind}.";
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[prefix.Length..^".sql".Length], reader.ReadToEnd());
        }
    }
}
