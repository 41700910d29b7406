using CsCheck;

namespace Flowker.Engine.Tests.Mapping;

/// <summary>JSON as nobody should write it: repeated members, half surrogate pairs, odd names, deep and odd paths.</summary>
internal static class HostileJson
{
    private static readonly Gen<string> Name = Gen.OneOfConst("a", "b", "a", "", "c.d", "é", "a[0]", "\\ud800", "\\\"", "workflow");

    private static readonly Gen<string> Scalar = Gen.OneOfConst(
        "1", "-0", "1E+400", "12345678901234567890.10", "true", "null", "\"\"", "\"text\"", "\"\\ud800\"", "\"<&>\"", "\"\\u0000\"", "\"${a}\"", "\"${a\"");

    public static readonly Gen<string> Value = Gen.Recursive<string>((depth, self) => depth > 3
        ? Scalar
        : Gen.OneOf(
            Scalar,
            self.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(Name, self).Array[0, 3].Select(Braced)));

    public static readonly Gen<string> Object = Gen.Select(Name, Value).Array[0, 4].Select(Braced);

    private static readonly Gen<string> Path = Gen.OneOfConst(
        "a", "b", "a.b", "a[0]", "a[*]", "a[*].b", "a[+]", "a[-]", "a.b[2].a", "$", "", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[99999999999]", "a[9999]", "a[*].b[9999].a", "a[*][*]",
        "a['b']", "a['", "${a}", "x ${a[*].b} ${upper(a)}", "é", "\\ud800");

    private static readonly Gen<string> Format = Gen.OneOfConst("$now", "$unix", "2006-01-02", "_2 Jan 06 3:4:5.999 pm Z07:00 MST", "1", "x");

    private static readonly Gen<string> Operation = Gen.OneOfConst(
        "shift", "default", "delete", "pass", "remove_characters", "add_prefix", "add_suffix", "to_uppercase", "to_lowercase", "concat", "coalesce",
        "extract", "timestamp", "uuid", "nope");

    public static readonly Gen<string> Mappings = Gen.OneOf(
        Gen.Select(Path, Path, Gen.Bool, Operation, Value).Select(m =>
            $$$$"""{"source":"{{{{m.Item1}}}}","target":"{{{{m.Item2}}}}","required":{{{{(m.Item3 ? "true" : "7")}}}},"transformation":{"type":"{{{{m.Item4}}}}","config":{"characters":{{{{m.Item5}}}},"prefix":"p","version":4,"inputFormat":"$now","outputFormat":"2006"}}}"""),
        Gen.Select(Operation, Path, Path, Value).Select(o =>
            $$$"""{"operation":"{{{o.Item1}}}","spec":{"{{{o.Item2}}}":"{{{o.Item3}}}","path":"{{{o.Item2}}}","paths":["{{{o.Item3}}}"],"prefix":"p","x":{{{o.Item4}}}}}"""),
        // Specs in the right form, so that the run is reached.
        Gen.Select(Path, Path, Value, Gen.OneOfConst("true", "false")).Select(o =>
            $$$$"""{"operation":"shift","require":{{{{o.Item4}}}},"spec":{"{{{{o.Item1}}}}":["{{{{o.Item2}}}}","$"],"y":"{{{{o.Item2}}}}"}},{"operation":"default","spec":{"{{{{o.Item2}}}}":{{{{o.Item3}}}}}}"""),
        Gen.Select(Path, Path, Value).Select(o =>
            $$$$"""{"operation":"concat","spec":{"sources":[{"path":"{{{{o.Item1}}}}"},{"value":"\""}],"targetPath":"{{{{o.Item2}}}}","delim":"-"}},{"operation":"coalesce","spec":{"{{{{o.Item1}}}}":["{{{{o.Item2}}}}"],"ignore":[{{{{o.Item3}}}}]}}"""),
        Gen.Select(Path, Path, Format, Format).Select(o =>
            $$$$"""{"operation":"timestamp","spec":{"{{{{o.Item1}}}}":{"inputFormat":"{{{{o.Item3}}}}","outputFormat":"{{{{o.Item4}}}}"}}},{"operation":"uuid","spec":{"{{{{o.Item2}}}}":{"version":5,"namespace":"DNS","names":[{"path":"{{{{o.Item1}}}}"}]}}},{"operation":"extract","spec":{"path":"{{{{o.Item2}}}}"}}"""),
        Value).Array[0, 3].Select(items => $"[{string.Join(',', items)}]");

    private static string Braced((string Name, string Value)[] members) =>
        $"{{{string.Join(',', members.Select(m => $"\"{m.Name}\":{m.Value}"))}}}";
}
