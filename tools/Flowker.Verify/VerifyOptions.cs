namespace Flowker.Verify;

/// <summary>What the command line says.</summary>
internal sealed record VerifyOptions
{
    public const string Usage =
        """
        flowker-verify evidence <file> --key <pem> [--key <pem> ...] [--anchor <checkpoints>]
        flowker-verify chain <export> --key <pem> [--key <pem> ...] --anchor <checkpoints>

          evidence   the file of GET /v1/executions/{id}/evidence
          chain      the whole export of GET /v1/audit-events/export, one entry a line
          --key      public keys that you trust, as PEM: not those that came with the file
          --anchor   checkpoints as they were published outside, one a line

        Exit code 0: it holds. 1: it was changed. 2: it could not be verified, or the key that signed it is not confirmed.
        """;

    public required string Kind { get; init; }

    public required string File { get; init; }

    public required IReadOnlyList<string> Keys { get; init; }

    public string? Anchor { get; init; }

    /// <summary>Null when the command line is not as <see cref="Usage"/> says.</summary>
    public static VerifyOptions? Read(string[] args)
    {
        if (args is not ["evidence" or "chain", var file, ..])
        {
            return null;
        }

        List<string> keys = [];
        string? anchor = null;
        for (var i = 2; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                return null;
            }

            switch (args[i])
            {
                case "--key":
                    keys.Add(args[i + 1]);
                    break;
                case "--anchor" when anchor is null:
                    anchor = args[i + 1];
                    break;
                default:
                    return null;
            }
        }

        return keys.Count == 0 || (args[0] == "chain" && anchor is null)
            ? null
            : new VerifyOptions { Kind = args[0], File = file, Keys = keys, Anchor = anchor };
    }
}
