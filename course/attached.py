"""Pictures that are attached to a cell of text, as the worked answers show them."""

from nbformat import NotebookNode


def inlined(cell: NotebookNode) -> str:
    """The Markdown of a cell with its attached pictures in it, for pages that know no cells."""
    source = cell.source
    for name, bundle in cell.get("attachments", {}).items():
        for kind, data in bundle.items():
            source = source.replace(f"(attachment:{name})", f"(data:{kind};base64,{data})")
    return source
