namespace Flowker.Engine.Catalog;

/// <summary>The calls to a Midaz ledger. Source: <c>spec/reference-engine.md</c>, 4.3.</summary>
internal static class MidazExecutors
{
    private const string Category = "Midaz";

    public static ExecutorDescriptor CreateAccount { get; } = new(
        "midaz.create-account", "Create Account", Category, "v1", MidazProvider.Id,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["assetCode", "type"],
          "properties": {
            "name": { "type": "string", "maxLength": 256 },
            "assetCode": { "type": "string", "maxLength": 100 },
            "type": { "type": "string", "maxLength": 256 },
            "alias": { "type": "string", "maxLength": 100 },
            "parentAccountId": { "type": "string", "format": "uuid" },
            "portfolioId": { "type": "string", "format": "uuid" },
            "segmentId": { "type": "string", "format": "uuid" },
            "entityId": { "type": "string", "maxLength": 256 },
            "status": { "type": "object", "properties": { "code": { "type": "string" }, "description": { "type": "string" } } },
            "metadata": { "type": "object" }
          }
        }
        """);

    public static ExecutorDescriptor CreateTransaction { get; } = new(
        "midaz.create-transaction", "Create Transaction", Category, "v1", MidazProvider.Id,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["send"],
          "properties": {
            "description": { "type": "string", "maxLength": 256 },
            "code": { "type": "string", "maxLength": 100 },
            "pending": { "type": "boolean", "default": false },
            "chartOfAccountsGroupName": { "type": "string" },
            "metadata": { "type": "object" },
            "send": {
              "type": "object",
              "required": ["asset", "value"],
              "properties": {
                "asset": { "type": "string" },
                "value": { "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$" },
                "source": { "type": "object", "properties": { "from": { "type": "array", "items": {
                  "type": "object",
                  "required": ["accountAlias"],
                  "properties": {
                    "accountAlias": { "type": "string" },
                    "amount": { "type": "object", "properties": { "asset": { "type": "string" }, "value": { "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$" } } },
                    "share": { "type": "object" }, "description": { "type": "string" }, "metadata": { "type": "object" } } } } } },
                "distribute": { "type": "object", "properties": { "to": { "type": "array", "items": {
                  "type": "object",
                  "required": ["accountAlias"],
                  "properties": {
                    "accountAlias": { "type": "string" },
                    "amount": { "type": "object", "properties": { "asset": { "type": "string" }, "value": { "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$" } } },
                    "share": { "type": "object" }, "description": { "type": "string" }, "metadata": { "type": "object" } } } } } }
              }
            }
          }
        }
        """);

    public static ExecutorDescriptor GetAccount { get; } = new(
        "midaz.get-account", "Get Account", Category, "v1", MidazProvider.Id,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["accountId"],
          "properties": { "accountId": { "type": "string", "format": "uuid" } }
        }
        """);

    public static ExecutorDescriptor GetAccountBalance { get; } = new(
        "midaz.get-account-balance", "Get Account Balance", Category, "v1", MidazProvider.Id,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["accountId"],
          "properties": {
            "accountId": { "type": "string", "format": "uuid" },
            "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 10 },
            "cursor": { "type": "string" }
          }
        }
        """);
}
