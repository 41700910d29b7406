using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Flowker.Api.Tests;

/// <summary>A log that keeps what an operator should read.</summary>
internal sealed class Said : ILogger
{
    private readonly ConcurrentQueue<string> _messages = new();

    public IReadOnlyCollection<string> Messages => _messages;

    public ILoggerProvider Provider() => new OfAll(this);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _messages.Enqueue(formatter(state, exception));
        }
    }

    private sealed class OfAll(Said said) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => said;

        public void Dispose()
        {
        }
    }
}
