namespace Flowker.Api.OpenApi;

/// <summary>What a body holds.</summary>
internal sealed record BodyNote(string Description);

/// <summary>What an answer with this status tells.</summary>
internal sealed record AnswerNote(int Status, string Description);

/// <summary>The codes with which a route refuses, besides those that all routes share.</summary>
internal sealed record RefusalNote(IReadOnlyList<string> Codes);
