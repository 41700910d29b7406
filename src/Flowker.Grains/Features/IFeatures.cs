namespace Flowker.Grains.Features;

/// <summary>What is switched on.</summary>
internal interface IFeatures
{
    /// <summary>
    /// Costs no more than a look into a set. Once true it stays true; another silo may say so a few seconds earlier, and what it then
    /// stores or sends is already understood here.
    /// </summary>
    bool IsOn(Feature feature);
}
