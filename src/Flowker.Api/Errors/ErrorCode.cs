namespace Flowker.Api.Errors;

/// <summary>Where a code is seen.</summary>
internal enum CodeUse
{
    /// <summary>A request is answered with it.</summary>
    Answer,

    /// <summary>It tells why an execution or a node failed; no request is answered with it.</summary>
    ExecutionText,

    /// <summary>The contract once had it; nothing says it any more, and nothing else may.</summary>
    Retired,
}

/// <summary>One code, the HTTP status that goes with it (0 when no request is answered with it), and what it tells.</summary>
internal sealed record ErrorCode(string Code, int Status, string Meaning, CodeUse Use = CodeUse.Answer);
