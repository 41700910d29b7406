using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Grains.Audit;

/// <summary>
/// The metadata of an audit event: a flat JSON object of texts and whole numbers. Frequent events name their members in ordinal
/// order, so that the chain need not sort them.
/// </summary>
internal static class AuditMetadata
{
    /// <summary>Members without a value are left out.</summary>
    public static string Of(params ReadOnlySpan<AuditMember> members) =>
        JsonBuffer.Use(members, Write, static utf8 => Encoding.UTF8.GetString(utf8.Span));

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<AuditMember> members)
    {
        writer.WriteStartObject();
        foreach (ref readonly var member in members)
        {
            member.Write(writer);
        }

        writer.WriteEndObject();
    }
}
