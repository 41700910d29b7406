namespace Flowker.Api.OpenApi;

/// <summary>The name of a type's schema in the contract, where it is not the type's own.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SchemaNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>The contract promises none of the members, though all are sent.</summary>
    public bool PromisesNothing { get; init; }

    /// <summary>An answer with it carries its version in <c>ETag</c>, and a read of it may ask for a newer one only.</summary>
    public bool Versioned { get; init; }
}

/// <summary>An example of a type or of a member, as JSON; what is no JSON is a text.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
internal sealed class ExampleAttribute(string json) : Attribute
{
    public string Json { get; } = json;
}

/// <summary>An object of any members.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AnyMembersAttribute : Attribute;
