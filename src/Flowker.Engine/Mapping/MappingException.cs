namespace Flowker.Engine.Mapping;

/// <summary>
/// Ends the reading or the run of a transformation from deep within it; its message becomes the error that
/// <see cref="Transformation"/> gives, and it goes no further.
/// </summary>
internal sealed class MappingException(string message) : Exception(message);
