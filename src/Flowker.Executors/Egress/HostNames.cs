namespace Flowker.Executors.Egress;

/// <summary>Host names that are refused before they are resolved. Source: <c>spec/reference-api.md</c>, appendix D.</summary>
internal static class HostNames
{
    private static readonly string[] MetadataNames =
        ["metadata.google.internal", "metadata.gcp.internal", "metadata.azure.internal", "instance-data.ec2.internal"];

    private static readonly string[] LocalSuffixes = [".localhost", ".local", ".internal", ".cluster.local"];

    public static AddressClass Classify(string host)
    {
        var name = host.TrimEnd('.');
        if (name.Length is 0 || MetadataNames.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return AddressClass.Forbidden;
        }

        var local = name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || Array.Exists(LocalSuffixes, suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        return local ? AddressClass.Private : AddressClass.Public;
    }
}
