using Flowker.Storage.Journal;

namespace Flowker.Storage.Tests;

/// <summary>What waits for the journal's writer.</summary>
public sealed class CommitQueueTests
{
    [Fact]
    public async Task In_an_outage_every_commit_is_either_given_up_or_still_waits()
    {
        // Time goes on between any two looks at it, so that some commits run out of patience while the queue is gone through.
        var clock = new Clock();
        var queue = new CommitQueue();
        List<PendingCommit> added = [];
        for (var i = 0; i < 100; i++)
        {
            added.Add(new PendingCommit(Rows.Start(), since: 0));
            await queue.AddAsync(added[i], CancellationToken.None);
        }

        queue.Return(queue.Take());
        List<PendingCommit> left = [.. queue.TakeExpired(clock, TimeSpan.FromSeconds(150)), .. queue.Take()];
        Assert.Equal(added.OrderBy(p => p.Commit.CommitId), left.OrderBy(p => p.Commit.CommitId));
    }

    private sealed class Clock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_seconds;
    }
}
