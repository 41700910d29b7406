// Each test has a cluster of its own, whose silos watch each other: two at once on a small machine would take each other's
// processor time for deaths.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
