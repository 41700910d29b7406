namespace Flowker.Silo.Startup;

/// <summary>What <c>--help</c> says.</summary>
internal static class HelpText
{
    public const string Text = """
        Flowker: a durable workflow engine for financial operations.

        Usage: flowker [--help] [--version] [--<setting> <value> ...]

        Settings are environment variables; the most important ones:

          ASPNETCORE_URLS              where the REST API listens (http://localhost:4021)
          SERVER_ADDRESS, SERVER_PORT  the same as an address and a port, where ASPNETCORE_URLS is unset
          ConnectionStrings__Flowker   a PostgreSQL database; without one, SQLite in the data folder
          Flowker__DataDirectory       where embedded storage keeps its files (./data)
          Flowker__Host                silo, or client: a REST front end alone (silo)
          API_KEY_ENABLED, API_KEY     callers show this key in X-API-Key (off: loopback only)
          Flowker__Oidc__Issuer        callers may show tokens of this issuer
          LOG_LEVEL                    debug, info, warn or error (info)

        All of them are in docs/operations.md. The API describes itself at /docs.

        Exit codes: 0 ended as asked, 78 a setting is wrong, 1 anything else.
        """;
}
