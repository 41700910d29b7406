using System.Xml.Linq;
using Flowker.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flowker.Grains.Secrets;

/// <summary>The key ring in a folder, whose files nobody else reads.</summary>
internal sealed class KeyFiles(DirectoryInfo folder) : FileSystemXmlRepository(folder, NullLoggerFactory.Instance)
{
    public override void StoreElement(XElement element, string friendlyName)
    {
        base.StoreElement(element, friendlyName);
        Close();
    }

    /// <summary>False when files of before stay open to others.</summary>
    public bool Close() => Array.TrueForAll(System.IO.Directory.GetFiles(Directory.FullName, "*.xml"), PrivateFiles.Close);
}
