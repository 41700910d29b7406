using System.Net;

namespace Flowker.Executors.Egress;

/// <summary>Turns a host name into addresses; an unknown name throws <see cref="System.Net.Sockets.SocketException"/>.</summary>
public interface IHostResolver
{
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}
