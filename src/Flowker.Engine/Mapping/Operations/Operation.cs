namespace Flowker.Engine.Mapping.Operations;

/// <summary>
/// One step of a transformation, read once. What cannot be done ends the run with a <see cref="MappingException"/>.
/// Source: <c>spec/reference-engine.md</c>, 3.6.
/// </summary>
internal abstract record Operation
{
    public abstract void Apply(TransformRun run);
}

/// <summary>Leaves everything as it is.</summary>
internal sealed record PassOperation : Operation
{
    public override void Apply(TransformRun run)
    {
    }
}
