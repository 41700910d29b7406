using System.Net;
using System.Net.Sockets;

namespace Flowker.Executors.Egress;

/// <summary>
/// Opens every connection to a provider. It connects to the very addresses it has checked, so that a name cannot resolve
/// to one address for the check and to another for the connection. One bad address refuses the whole name.
/// </summary>
internal sealed class EgressConnector(EgressOptions options, IHostResolver resolver)
{
    /// <summary>What a dead address may use up while others are left to try.</summary>
    private static readonly TimeSpan TryNextAfter = TimeSpan.FromSeconds(4);

    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = IsProxy(target)
            ? await AddressesAsync(target.Host, cancellationToken).ConfigureAwait(false)
            : await CheckedAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false);
        return await ConnectAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As far as it can be judged from here: a name that is unknown here is left to the proxy.</summary>
    public async Task CheckBehindProxyAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            await CheckedAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // The name itself was judged; networks behind a proxy often know no outside names.
        }
    }

    private bool IsProxy(DnsEndPoint target) =>
        options.Proxy is { } proxy && proxy.Port == target.Port
        && proxy.IdnHost.Equals(target.Host, StringComparison.OrdinalIgnoreCase);

    private async Task<IReadOnlyList<IPAddress>> CheckedAddressesAsync(string target, CancellationToken cancellationToken)
    {
        var host = target.Trim('[', ']');
        Check(host, HostNames.Classify(host));
        var addresses = await AddressesAsync(host, cancellationToken).ConfigureAwait(false);
        foreach (var address in addresses)
        {
            Check(host, AddressRanges.Classify(address));
        }

        return addresses;
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var literal)
            ? [literal]
            : await resolver.ResolveAsync(host, cancellationToken).ConfigureAwait(false);

    private void Check(string host, AddressClass found)
    {
        if (found is AddressClass.Forbidden)
        {
            throw new EgressRefusedException(host, "metadata, link-local and reserved addresses are never called");
        }

        if (found is AddressClass.Private && !options.AllowPrivate)
        {
            throw new EgressRefusedException(host, "private addresses are not called");
        }
    }

    private static async Task<Stream> ConnectAsync(
        IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        SocketException? failure = null;
        for (var i = 0; i < addresses.Count; i++)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (i < addresses.Count - 1)
            {
                turn.CancelAfter(TryNextAfter);
            }

            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses[i], port, turn.Token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failure = e;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                socket.Dispose();
                failure = new SocketException((int)SocketError.TimedOut);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }
}
