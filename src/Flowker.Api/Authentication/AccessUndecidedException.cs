namespace Flowker.Api.Authentication;

/// <summary>Whether a caller may pass could not be found out: what knows it is away. Not the caller's fault.</summary>
internal sealed class AccessUndecidedException() : Exception("The caller could not be checked.");
