using Flowker.Grains.Audit.Keys;
using Flowker.Grains.Executions;
using Flowker.Storage;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Chain;

/// <summary>
/// The single writer of the chain. Every silo runs one; the database's lease decides which of them works, and its head which
/// batch counts. It runs beside the executions and never in their way: their commits write events, and nothing else.
/// </summary>
internal sealed class AuditChainService(
    IAuditChain chain,
    IAuditCheckpoints checkpoints,
    AuditKeys keys,
    KeyCustody custody,
    RegisteredKeys registered,
    AuditOptions options,
    AuditMetrics metrics,
    ChainLead lead,
    ExecutionServices services,
    ILogger<AuditChainService> logger) : BackgroundService
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = services.Time;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await custody.IsElsewhereAsync(stoppingToken) && await chain.TryLeadAsync(services.Owner, Lease, stoppingToken) is { } head)
                {
                    await LeadAsync(head, stoppingToken);
                }
                else
                {
                    await custody.ServeAsync(stoppingToken);
                }

                metrics.Lag(await chain.ReadLagAsync(stoppingToken));
            }
            catch (StorageUnavailableException)
            {
                Log.ChainWaits(logger);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.ChainFailed(logger, failure);
            }
            finally
            {
                lead.IsHeld = false;
            }

            await Task.Delay(Rest, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LeadAsync(ChainHead head, CancellationToken stopping)
    {
        var writer = new ChainWriter(chain, services.Owner, head);
        var signer = new CheckpointWriter(chain, checkpoints, keys, custody, registered, options, metrics, _time, logger);
        await signer.TakeUpAsync(head, stopping);
        var renewed = _time.GetTimestamp();
        var sought = renewed;
        lead.IsHeld = true;
        while (!stopping.IsCancellationRequested)
        {
            // Not to be cut off in the middle: what was written must be known to the signer.
            if (await writer.AdvanceAsync(CancellationToken.None) is not { } added
                || !await signer.TakeInAsync(writer.Head, added, ending: false, CancellationToken.None))
            {
                return;
            }

            metrics.Chained(added.Count);
            if (signer.NeedsKey && _time.GetElapsedTime(sought) > Rest)
            {
                if (!await signer.SeekKeyAsync(CancellationToken.None) || await custody.IsElsewhereAsync(CancellationToken.None))
                {
                    await chain.TryLeadAsync(services.Owner, TimeSpan.Zero, CancellationToken.None);
                    return;
                }

                sought = _time.GetTimestamp();
            }

            if (_time.GetElapsedTime(renewed) > Lease / 3)
            {
                if (await chain.TryLeadAsync(services.Owner, Lease, CancellationToken.None) is null)
                {
                    return;
                }

                renewed = _time.GetTimestamp();
                metrics.Lag(await chain.ReadLagAsync(CancellationToken.None));
            }

            if (added.Count < ChainWriter.BatchSize)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(options.ChainIntervalMs), _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // Nobody need wait for the lease of a silo that left in order, nor for the signature of what it added last.
        await signer.TakeInAsync(writer.Head, [], ending: true, CancellationToken.None);
        await chain.TryLeadAsync(services.Owner, TimeSpan.Zero, CancellationToken.None);
    }
}
