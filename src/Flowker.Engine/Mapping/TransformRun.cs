using Flowker.Engine.Json;
using Flowker.Engine.Paths;
using Flowker.Engine.Work;

namespace Flowker.Engine.Mapping;

/// <summary>One run of a transformation: what it began with, and what it has come to.</summary>
internal sealed class TransformRun
{
    public TransformRun(JsonScope source, NodeMoment moment)
    {
        Source = source;
        Moment = moment;
        Document = MutableDocument.Of(source, Budget);
    }

    public JsonScope Source { get; }

    public NodeMoment Moment { get; }

    public WorkBudget Budget => Source.Work;

    public MutableDocument Document { get; set; }

    /// <summary>The number of the operation at work, from 0.</summary>
    public int Operation { get; set; }

    /// <summary>Checks what a path led to: null when there is nothing and nothing is required.</summary>
    /// <exception cref="MappingException">It is required and not there, or <c>[*]</c> met something that is no list.</exception>
    public static PathValue? Checked(FieldPath path, PathValue value, bool required) => value.Outcome switch
    {
        PathOutcome.NotAList => throw new MappingException($"path '{path.Shown}': '{path.Before(value.FailedStep)}' is no list"),
        PathOutcome.Missing or PathOutcome.MissingList when required =>
            throw new MappingException($"path '{path.Shown}' is required and does not exist"),
        PathOutcome.Missing => null,
        _ => value,
    };
}
