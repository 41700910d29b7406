using Flowker.Executors.Http;

namespace Flowker.Executors.Midaz;

/// <summary>
/// The calls of a Midaz ledger. Organization and ledger are the provider configuration's; nothing of a request can take
/// their place. Source: <c>spec/reference-engine.md</c>, 4.3.
/// </summary>
internal static class MidazCalls
{
    private const string Onboarding = "onboarding_base_url";
    private const string Transactions = "transaction_base_url";

    public static IReadOnlyList<PresetCall> All { get; } =
    [
        new("midaz.create-transaction", HttpMethod.Post, call => InLedger(call, Transactions, ["transactions", "json"])),
        new("midaz.create-account", HttpMethod.Post, call => InLedger(call, Onboarding, ["accounts"])),
        new("midaz.get-account", HttpMethod.Get, call => InLedger(call, Onboarding, ["accounts", AccountId(call)])),
        new("midaz.get-account-balance", HttpMethod.Get, call => InLedger(
            call, Transactions, ["accounts", AccountId(call), "balances"], "limit", "cursor")),
    ];

    private static string AccountId(ExecutorCall call) => PresetCall.Segment(call.Payload, "accountId");

    private static TargetUrl InLedger(ExecutorCall call, string baseMember, string[] path, params string[] query)
    {
        var config = call.Provider.Config;
        return TargetUrl.Below(
            config,
            baseMember,
            [
                "v1", "organizations", PresetCall.Setting(config, "organization_id"),
                "ledgers", PresetCall.Setting(config, "ledger_id"), .. path,
            ],
            PresetCall.Query(call.Payload, query));
    }
}
