using System.Buffers;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;
using Flowker.Engine.Work;

namespace Flowker.Engine.Mapping;

/// <summary>
/// The document that a transformation works on. Values keep their text; what cannot be done is a
/// <see cref="MappingException"/>. Source: <c>spec/reference-engine.md</c>, 3.5.
/// </summary>
internal sealed class MutableDocument(DocumentNode root, WorkBudget budget)
{
    private const int MaxBytes = 8 * 1024 * 1024;

    // About what an opened member or element takes beside its text.
    private const int NodeBytes = 2 * WorkBudget.PartBytes;

    private DocumentNode _root = root;

    /// <summary>Nothing of the scope is copied.</summary>
    public static MutableDocument Of(JsonScope scope, WorkBudget budget)
    {
        var root = new DocumentObject();
        foreach (var name in scope.Names)
        {
            scope.TryGetValue(name, out var value);
            root.Set(name, new DocumentLeaf(value));
        }

        return new MutableDocument(root, budget);
    }

    public static MutableDocument Empty(WorkBudget budget) => new(new DocumentObject(), budget);

    public PathValue Read(FieldPath path)
    {
        var node = _root;
        for (var i = 0; i < path.Steps.Length; i++)
        {
            var step = path.Steps[i];
            if (node is DocumentLeaf || step.Kind is StepKind.All)
            {
                return PathReader.Read(Freeze(node), path, i, budget);
            }

            if (Child(node, step) is not { } child)
            {
                return PathReader.Missing(path, default, i);
            }

            node = child;
        }

        return new PathValue(PathOutcome.Found, Freeze(node));
    }

    /// <summary>Sets the value, making what is missing on the way; a scalar that stands in the way is replaced.</summary>
    public void Set(FieldPath path, JsonElement value)
    {
        if (_root is not DocumentObject && _root is not DocumentLeaf { Value.ValueKind: JsonValueKind.Object })
        {
            throw new MappingException("the document is no object, and nothing can be set in it");
        }

        _root = Put(_root, path, 0, new DocumentLeaf(value));
    }

    /// <summary>Changes each value that is there; what <paramref name="change"/> gives null for stays as it is.</summary>
    public void Update(FieldPath path, Func<JsonElement, JsonElement?> change) => _root = Update(_root, path, 0, change);

    /// <summary>Removes the member or element, if there is one.</summary>
    public void Remove(FieldPath path)
    {
        if (Read(path).Found)
        {
            _root = Remove(_root, path, 0);
        }
    }

    /// <summary>With memory of its own: a small result must not keep alive the large document that it was taken from.</summary>
    public JsonElement ToElement() => Write(_root);

    private DocumentNode Put(DocumentNode? current, FieldPath path, int at, DocumentNode value)
    {
        if (at == path.Steps.Length)
        {
            budget.Charge(NodeBytes);
            return value;
        }

        var step = path.Steps[at];
        if (step.Kind is StepKind.Name)
        {
            var holder = Opened(current) as DocumentObject ?? new DocumentObject();
            holder.Set(step.Name!, Put(holder.Get(step.Name!), path, at + 1, value));
            return holder;
        }

        var list = Opened(current) as DocumentList;
        if (step.Kind is StepKind.All)
        {
            list = list ?? throw new MappingException($"path '{path.Shown}': there is no list at '{path.Before(at)}'");
            budget.Charge(list.Items.Count);
            for (var i = 0; i < list.Items.Count; i++)
            {
                list.Items[i] = Put(list.Items[i], path, at + 1, value);
            }

            return list;
        }

        list ??= new DocumentList();
        var place = MakePlace(list, step, path);
        list.Items[place] = Put(list.Items[place], path, at + 1, value);
        return list;
    }

    private int MakePlace(DocumentList list, PathStep step, FieldPath path)
    {
        var place = step.Kind switch
        {
            StepKind.Element => step.Index,
            StepKind.Append => list.Items.Count,
            _ => 0,
        };
        var missing = step.Kind is StepKind.Prepend ? 1 : Math.Max(0, place + 1 - list.Items.Count);
        if (missing > 0 && list.Items.Count + missing > PathText.MaxTargetIndex + 1)
        {
            throw new MappingException($"path '{path.Shown}': a list grows to at most {PathText.MaxTargetIndex + 1} elements");
        }

        budget.Charge((missing * NodeBytes) + (step.Kind is StepKind.Prepend ? list.Items.Count : 0));
        list.Items.InsertRange(step.Kind is StepKind.Prepend ? 0 : list.Items.Count, Enumerable.Repeat(DocumentLeaf.Null, missing));
        return place;
    }

    private DocumentNode Update(DocumentNode current, FieldPath path, int at, Func<JsonElement, JsonElement?> change)
    {
        if (at == path.Steps.Length)
        {
            var value = Freeze(current);
            budget.Charge(JsonText.Length(value));
            return change(value) is { } changed ? Charged(changed) : current;
        }

        var step = path.Steps[at];
        if (step.Kind is StepKind.All)
        {
            if (Opened(current) is DocumentList list)
            {
                budget.Charge(list.Items.Count);
                for (var i = 0; i < list.Items.Count; i++)
                {
                    list.Items[i] = Update(list.Items[i], path, at + 1, change);
                }

                return list;
            }

            return current;
        }

        if (!Has(current, step))
        {
            return current;
        }

        var opened = Opened(current)!;
        Replace(opened, step, Update(Child(opened, step)!, path, at + 1, change));
        return opened;
    }

    private DocumentNode Remove(DocumentNode current, FieldPath path, int at)
    {
        var step = path.Steps[at];
        var opened = Opened(current)!;
        if (at < path.Steps.Length - 1)
        {
            Replace(opened, step, Remove(Child(opened, step)!, path, at + 1));
        }
        else if (opened is DocumentObject holder)
        {
            holder.Remove(step.Name!);
        }
        else
        {
            var items = ((DocumentList)opened).Items;
            // Those behind it move up.
            budget.Charge(items.Count - step.Index);
            items.RemoveAt(step.Index);
        }

        return opened;
    }

    private bool Has(DocumentNode node, PathStep step) =>
        node is DocumentLeaf leaf ? PathReader.TryStep(leaf.Value, step, budget, out _) : Child(node, step) is not null;

    private static DocumentNode? Child(DocumentNode node, PathStep step) => (node, step.Kind) switch
    {
        (DocumentObject holder, StepKind.Name) => holder.Get(step.Name!),
        (DocumentList list, StepKind.Element) when step.Index < list.Items.Count => list.Items[step.Index],
        _ => null,
    };

    private static void Replace(DocumentNode parent, PathStep step, DocumentNode child)
    {
        if (parent is DocumentObject holder)
        {
            holder.Set(step.Name!, child);
        }
        else
        {
            ((DocumentList)parent).Items[step.Index] = child;
        }
    }

    private DocumentNode? Opened(DocumentNode? node)
    {
        if (node is not DocumentLeaf leaf)
        {
            return node;
        }

        switch (leaf.Value.ValueKind)
        {
            case JsonValueKind.Object:
                budget.Charge(JsonText.Length(leaf.Value) + (leaf.Value.GetPropertyCount() * NodeBytes));
                return DocumentObject.Of(leaf.Value);
            case JsonValueKind.Array:
                budget.Charge(JsonText.Length(leaf.Value) + (leaf.Value.GetArrayLength() * NodeBytes));
                return DocumentList.Of(leaf.Value);
            default:
                return leaf;
        }
    }

    private DocumentLeaf Charged(JsonElement made)
    {
        budget.Charge(JsonText.Length(made));
        return new DocumentLeaf(made);
    }

    // What was opened is written out again: two places of a document must not share what may still change.
    private JsonElement Freeze(DocumentNode node) => node is DocumentLeaf leaf ? leaf.Value : Write(node);

    private JsonElement Write(DocumentNode node)
    {
        var length = node.Length();
        if (length > MaxBytes)
        {
            throw new MappingException($"the result is larger than {MaxBytes} bytes");
        }

        budget.Charge(length);
        var buffer = new ArrayBufferWriter<byte>((int)length);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            node.WriteTo(writer);
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }
}
