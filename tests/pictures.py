"""How large a picture is, from the head of its file."""

from pathlib import Path


def pixels(path: Path) -> tuple[int, int]:
    """Width and height of a PNG, or of a WebP in the extended form browsers write."""
    head = path.read_bytes()[:32]
    if head.startswith(b"\x89PNG"):
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    assert head[8:16] == b"WEBPVP8X"
    return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
