namespace Flowker.Grains.Interfaces;

/// <summary>
/// Refers to grains on the hot path. The factory's own <c>GetGrain</c> finds the names of an interface by reflection each time, which
/// is a thirtieth of a start; they never change, so here it is asked once.
/// </summary>
public static class GrainReferences
{
    public static TGrain Refer<TGrain>(this IGrainFactory grains, Guid key)
        where TGrain : IGrainWithGuidKey => Refer<TGrain>(grains, GrainIdKeyExtensions.CreateGuidKey(key), static g => g.GetGrain<TGrain>(Guid.Empty));

    public static TGrain Refer<TGrain>(this IGrainFactory grains, long key)
        where TGrain : IGrainWithIntegerKey => Refer<TGrain>(grains, GrainIdKeyExtensions.CreateIntegerKey(key), static g => g.GetGrain<TGrain>(0));

    public static TGrain Refer<TGrain>(this IGrainFactory grains, string key)
        where TGrain : IGrainWithStringKey => Refer<TGrain>(grains, IdSpan.Create(key), static g => g.GetGrain<TGrain>("any"));

    private static TGrain Refer<TGrain>(IGrainFactory grains, IdSpan key, Func<IGrainFactory, TGrain> any)
        where TGrain : IGrain
    {
        ArgumentNullException.ThrowIfNull(grains);
        var (type, contract) = Names<TGrain>.Known ??= NamesOf(any(grains));
        return (TGrain)grains.GetGrain(GrainId.Create(type, key), contract);
    }

    private static (GrainType Type, GrainInterfaceType Contract) NamesOf<TGrain>(TGrain grain)
        where TGrain : IGrain
    {
        var reference = (GrainReference)(object)grain;
        return (reference.GrainId.Type, reference.InterfaceType);
    }

    private static class Names<TGrain>
    {
        private static Tuple<GrainType, GrainInterfaceType>? _known;

        public static (GrainType Type, GrainInterfaceType Contract)? Known
        {
            get => _known is { } known ? (known.Item1, known.Item2) : null;
            set => _known = value is { } found ? Tuple.Create(found.Type, found.Contract) : null;
        }
    }
}
