using System.Xml.Linq;
using Flowker.Storage.Access;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Flowker.Grains.Secrets;

/// <summary>
/// The key ring in the database. The framework asks for it synchronously, at the start and then once a day; the storage
/// never comes back to the caller's scheduler, so waiting for it cannot block itself.
/// </summary>
internal sealed class StoredKeys(IProtectionKeyStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. store.ListAsync().GetAwaiter().GetResult().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        store.AddAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting)).GetAwaiter().GetResult();
    }
}
