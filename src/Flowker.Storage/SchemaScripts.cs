using System.Globalization;

namespace Flowker.Storage;

/// <summary>The embedded schema of one database: script n makes version n of version n - 1.</summary>
internal static class SchemaScripts
{
    public static IReadOnlyList<string> Of(string database)
    {
        var assembly = typeof(SchemaScripts).Assembly;
        List<string> scripts = [];
        while (true)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Flowker.Storage.{database}.Schema.{scripts.Count + 1:000}.sql");
            using var stream = assembly.GetManifestResourceStream(name);
            if (stream is null)
            {
                return scripts;
            }

            using var reader = new StreamReader(stream);
            scripts.Add(reader.ReadToEnd());
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
