using CsCheck;

namespace Flowker.Engine.Tests.Expressions;

/// <summary>
/// A condition whose result is known without the engine: leaves with known results, joined as the documentation says. It is
/// written with random blanks, letter case and needless parentheses.
/// </summary>
internal abstract record ConditionModel
{
    /// <summary>Null when the evaluation fails.</summary>
    public abstract bool? Expected { get; }

    /// <summary>How strongly it binds: OR 0, AND 1, NOT 2, a leaf 3.</summary>
    protected abstract int Binding { get; }

    public string Write(Random random) => Write(random, 0);

    protected abstract string WriteBare(Random random);

    protected string Write(Random random, int binding)
    {
        var bare = WriteBare(random);
        return Binding < binding || random.Next(8) == 0 ? $"({Blank(random, 0)}{bare}{Blank(random, 0)})" : bare;
    }

    protected static string Blank(Random random, int least) =>
        string.Concat(Enumerable.Range(0, random.Next(least, least + 2)).Select(_ => " \t\n "[random.Next(4)]));

    protected static string Word(Random random, string word) => Blank(random, 1) + Case(random, word) + Blank(random, 1);

    protected static string Case(Random random, string word) => random.Next(3) switch
    {
        0 => word,
        1 => word.ToUpperInvariant(),
        _ => word[..1].ToUpperInvariant() + word[1..],
    };

    internal sealed record Leaf(string Text, bool? Result) : ConditionModel
    {
        public override bool? Expected => Result;

        protected override int Binding => 3;

        protected override string WriteBare(Random random) => Text;
    }

    internal sealed record Not(ConditionModel Inner) : ConditionModel
    {
        public override bool? Expected => !Inner.Expected;

        protected override int Binding => 2;

        protected override string WriteBare(Random random) =>
            Case(random, "not") + Blank(random, 1) + Inner.Write(random, 2);
    }

    internal sealed record Join(bool IsOr, ConditionModel[] Parts) : ConditionModel
    {
        public override bool? Expected
        {
            get
            {
                var first = Array.FindIndex(Parts, p => p.Expected is null || p.Expected == IsOr);
                return first < 0 ? !IsOr : Parts[first].Expected;
            }
        }

        protected override int Binding => IsOr ? 0 : 1;

        protected override string WriteBare(Random random) => string.Concat(Parts.Select((part, i) =>
            (i == 0 ? "" : Word(random, IsOr ? "or" : "and")) + part.Write(random, Binding + 1)));
    }

    public static Gen<ConditionModel> Generator { get; } = Gen.Recursive<ConditionModel>((depth, inner) =>
        depth > 4
            ? Leaves
            : Gen.Frequency(
                (2, Leaves),
                (1, inner.Select(x => (ConditionModel)new Not(x))),
                (2, Gen.Select(Gen.Bool, inner.Array[2, 4], (or, parts) => (ConditionModel)new Join(or, parts)))));

    private static Gen<ConditionModel> Leaves => Gen.OneOf(
        Gen.Bool.Select(b => (ConditionModel)new Leaf(b ? "a.yes" : "a.no", b)),
        Gen.Select(Gen.Int[-9, 9], Gen.Int[-9, 9], (x, y) => (ConditionModel)new Leaf($"{x}<{y}", x < y)),
        Gen.Select(Texts, Texts, (x, y) => (ConditionModel)new Leaf($"{Quote(x, '"')} == {Quote(y, '\'')}", x == y)),
        Gen.Select(Texts, Texts, (x, y) => (ConditionModel)new Leaf(
            $"{Quote(x, '\'')} contains {Quote(y, '"')}", x.Contains(y, StringComparison.Ordinal))),
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4].Array[0, 3], (x, list) => (ConditionModel)new Leaf(
            $"{x} in [{string.Join(',', list)}]", list.Contains(x))),
        Gen.Bool.Select(b => (ConditionModel)new Leaf(b ? "exists(a.yes)" : "exists(a.nope)", b)),
        Gen.OneOfConst("a.nope", "a.nope == null", "a.yes > 1").Select(t => (ConditionModel)new Leaf(t, null)));

    // Letters, operators, keywords and both quotes, but no digits: two numeric texts may be equal and differ.
    private static Gen<string> Texts => Gen.OneOfConst("a", "b", "\"", "'", "\\", " OR ", " and ", ">=", "(", "]", "é", "🙂")
        .Array[0, 3].Select(string.Concat);

    private static string Quote(string text, char quote) =>
        $"{quote}{text.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}";
}
