namespace Flowker.Engine.Work;

/// <summary>Ends an evaluation from deep within it; whoever began it makes its message the error, and it goes no further.</summary>
internal sealed class WorkExceededException() : Exception($"it takes more than {WorkBudget.MaxBytes} bytes of work");
