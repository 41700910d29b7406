using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Publication;

/// <summary>A place outside of the database to which checkpoints are published, each at least once and in order.</summary>
internal interface ICheckpointTarget
{
    /// <summary>Names it in logs; without secrets.</summary>
    string Name { get; }

    /// <summary>The last sequence that it was told of; null when there is nothing for this silo to do.</summary>
    Task<long?> GetPublishedAsync(CancellationToken cancellationToken);

    /// <summary>Throws what it likes when it did not take it.</summary>
    Task PublishAsync(CheckpointRow checkpoint, CancellationToken cancellationToken);
}
