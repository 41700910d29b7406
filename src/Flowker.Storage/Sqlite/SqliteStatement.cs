using System.Buffers;
using System.Globalization;
using System.Text;
using Flowker.Storage.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Flowker.Storage.Sqlite;

/// <summary>
/// A statement that is prepared once and run often. The driver's commands make an object for each value and look each name up
/// again: more than the writing itself. Values have the form that the driver gives them, since it reads them. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int MostOnStack = 512;

    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;
    private readonly Dictionary<string, int> _places = [];

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out _statement));
        for (var place = 1; place <= raw.sqlite3_bind_parameter_count(_statement); place++)
        {
            _places.Add(raw.sqlite3_bind_parameter_name(_statement, place).utf8_to_string()[1..], place);
        }
    }

    public SqliteStatement With(string name, long value) => Bound(raw.sqlite3_bind_int64(_statement, _places[name], value));

    public SqliteStatement With(string name, string? value)
    {
        if (value is null)
        {
            return Bound(raw.sqlite3_bind_null(_statement, _places[name]));
        }

        var clean = StoredText.Clean(value);
        var size = Encoding.UTF8.GetMaxByteCount(clean.Length);
        var rented = size > MostOnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var buffer = rented ?? stackalloc byte[MostOnStack];
        With(name, buffer[..Encoding.UTF8.GetBytes(clean, buffer)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    public SqliteStatement With(string name, Guid value)
    {
        Span<char> digits = stackalloc char[36];
        value.TryFormat(digits, out _);
        Span<byte> text = stackalloc byte[36];
        for (var place = 0; place < text.Length; place++)
        {
            text[place] = (byte)char.ToUpperInvariant(digits[place]);
        }

        return With(name, text);
    }

    /// <summary>To the microsecond, as PostgreSQL keeps it.</summary>
    public SqliteStatement With(string name, DateTimeOffset? value)
    {
        if (value is not { } time)
        {
            return With(name, (string?)null);
        }

        Span<byte> text = stackalloc byte[32];
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
        return With(name, text[..length]);
    }

    public SqliteStatement With(string name, ReadOnlyMemory<byte> value) => Bound(value.IsEmpty
        ? raw.sqlite3_bind_zeroblob(_statement, _places[name], 0)
        : raw.sqlite3_bind_blob(_statement, _places[name], value.Span));

    /// <summary>How many rows it wrote. What was bound is forgotten.</summary>
    public int Run()
    {
        var result = raw.sqlite3_step(_statement);
        var changes = raw.sqlite3_changes(_connection.Handle);
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
        Check(result);
        return changes;
    }

    public void Dispose() => _statement.Dispose();

    // Of an empty span the library would make a null.
    private SqliteStatement With(string name, ReadOnlySpan<byte> text) => Bound(text.IsEmpty
        ? raw.sqlite3_bind_text(_statement, _places[name], "")
        : raw.sqlite3_bind_text(_statement, _places[name], text));

    private SqliteStatement Bound(int result)
    {
        Check(result);
        return this;
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(result, _connection.Handle);
        }
    }
}
