using System.Data.Common;
using System.Text.Json;
using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>
/// What a search of <c>audit_events e</c> asks for, as SQL. Where only part of the table is indexed, the condition of that index
/// is said again: a database cannot see from a parameter that it holds.
/// </summary>
internal sealed class AuditConditions
{
    private static readonly string[] Frequent = ["EXECUTION_STARTED", "EXECUTION_COMPLETED", "PROVIDER_CALL_STARTED", "PROVIDER_CALL_COMPLETED"];

    private readonly List<string> _conditions = [];
    private readonly List<(string Name, object Value)> _values = [];

    public string Where => _conditions.Count == 0 ? "" : $"where {string.Join(" and ", _conditions)}";

    public static AuditConditions Of(AuditFilter filter)
    {
        var conditions = new AuditConditions();
        conditions.Add("e.event_type = @type", "type", filter.EventType);
        if (filter.EventType is { } type && !Frequent.Contains(type))
        {
            conditions.Add("e.event_type not in ('EXECUTION_STARTED', 'EXECUTION_COMPLETED', 'PROVIDER_CALL_STARTED', 'PROVIDER_CALL_COMPLETED')");
        }

        conditions.Add("e.action = @action", "action", filter.Action);
        if (filter.Action is not (null or "EXECUTE"))
        {
            conditions.Add("e.action <> 'EXECUTE'");
        }

        conditions.Add("e.result = @result", "result", filter.Result);
        if (filter.Result is "FAILED")
        {
            conditions.Add("e.result = 'FAILED'");
        }

        conditions.Add("e.resource_type = @resourceType", "resourceType", filter.ResourceType);
        conditions.Add("e.resource_id = @resourceId", "resourceId", filter.ResourceId);
        conditions.Add("e.actor_id = @actor", "actor", filter.ActorId);
        if (filter.ActorId is not (null or "flowker"))
        {
            conditions.Add("e.actor_type <> 'system'");
        }

        // The column holds the id as it is spelled in the event's JSON.
        conditions.Add("e.request_id = @request", "request", filter.RequestId is { } id ? JsonEncodedText.Encode(id).ToString() : null);
        conditions.Add("e.at >= @from", "from", filter.From);
        conditions.Add("e.at <= @to", "to", filter.To);
        return conditions;
    }

    public void Add(string condition, string name, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            _values.Add((name, value));
        }
    }

    public DbCommand Bind(DbCommand command)
    {
        foreach (var (name, value) in _values)
        {
            command.With(name, value);
        }

        return command;
    }

    private void Add(string condition) => _conditions.Add(condition);
}
