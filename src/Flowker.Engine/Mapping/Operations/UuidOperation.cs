using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>
/// Sets UUIDs: of version 4, drawn from the execution and the place, so that a repeated node makes the same one again; or of
/// version 3 or 5, made of a namespace and names, each result being the namespace of the next name.
/// </summary>
internal sealed record UuidOperation(ImmutableArray<UuidOperation.Rule> Rules) : Operation
{
    public static UuidOperation Parse(JsonElement spec) =>
        new([.. Spec.Members(spec).Select(m => ParseRule(Spec.Target(m.Name), m.Value))]);

    public override void Apply(TransformRun run)
    {
        foreach (var rule in Rules)
        {
            var uuid = rule.Version == 4
                ? run.Moment.UuidFor(run.Operation, rule.Target.Text)
                : rule.Names.Aggregate(rule.Namespace, (space, name) => Uuid.OfName(space, name.Read(run), rule.Version));
            run.Document.Set(rule.Target, JsonText.Of(uuid.ToString("D")));
        }
    }

    private static Rule ParseRule(FieldPath target, JsonElement rule)
    {
        if (rule.ValueKind is not JsonValueKind.Object
            || !rule.TryGetProperty("version", out var number)
            || number.ValueKind is not JsonValueKind.Number
            || !number.TryGetInt32(out var version)
            || version is not (3 or 4 or 5))
        {
            throw new MappingException($"'{target.Shown}' needs a 'version' of 3, 4 or 5");
        }

        if (version == 4)
        {
            return new Rule(target, version, Guid.Empty, []);
        }

        var space = Uuid.Namespace(Spec.Required(rule, "namespace"))
            ?? throw new MappingException("'namespace' must be DNS, URL, OID, X500 or a UUID");
        return rule.TryGetProperty("names", out var names) && names.ValueKind is JsonValueKind.Array && names.GetArrayLength() > 0
            ? new Rule(target, version, space, [.. names.EnumerateArray().Select(ParseName)])
            : throw new MappingException("'names' must list what the UUID is made of");
    }

    private static Name ParseName(JsonElement name) => name.ValueKind is JsonValueKind.Object
        ? new Name(Spec.Source(Spec.Required(name, "path")), Spec.Text(name, "default"))
        : throw new MappingException("'names' must list objects with a 'path'");

    internal sealed record Rule(FieldPath Target, int Version, Guid Namespace, ImmutableArray<Name> Names);

    internal sealed record Name(FieldPath Path, string? Default)
    {
        // A UUID made of nothing would be the same for everything that has no name.
        public string Read(TransformRun run) =>
            (TransformRun.Checked(Path, run.Document.Read(Path), required: false) is { Found: true } found ? TextOf(found.Value, run) : null)
            ?? Default
            ?? throw new MappingException($"path '{Path.Shown}' does not exist, and there is no 'default' for it");

        private static string? TextOf(JsonElement value, TransformRun run)
        {
            run.Budget.Charge(JsonText.Length(value));
            return PlainText.Of(value);
        }
    }
}
