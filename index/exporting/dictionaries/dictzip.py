"""dictzip: gzip in chunks that can be unpacked singly, as dictd and StarDict need."""

import struct
import zlib
from errno import EFBIG
from pathlib import Path

_CHUNK = 58_315  # bytes; packed, even what cannot be packed stays below 64 KB
_MAX_CHUNKS = 32_760  # whose sizes have room in the header's extra field
MAX_BYTES = _CHUNK * _MAX_CHUNKS
_HEADER = struct.Struct("<4BIBB")  # signature, method, flags; time; level, system
_DEFLATE, _WITH_EXTRA_FIELD, _UNKNOWN_SYSTEM = 8, 4, 255
_VERSION = 1


def write_dictzip(path: Path, content: bytes) -> None:
    """Write the content packed; raises OSError if it has over `MAX_BYTES`."""
    if len(content) > MAX_BYTES:
        raise OSError(EFBIG, f"has articles of more than {MAX_BYTES:,} bytes")
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    chunks = [
        packer.compress(content[start : start + _CHUNK])
        + packer.flush(zlib.Z_FULL_FLUSH)
        for start in range(0, len(content), _CHUNK)
    ]
    with path.open("wb") as file:
        file.write(_make_header([len(each) for each in chunks]))
        file.writelines(chunks)
        file.write(packer.flush())
        file.write(struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF))


def _make_header(sizes: list[int]) -> bytes:
    """Return the header of gzip; its extra field RA has the sizes of the chunks."""
    table = struct.pack("<3H", _VERSION, _CHUNK, len(sizes))
    table += struct.pack(f"<{len(sizes)}H", *sizes)
    field = b"RA" + struct.pack("<H", len(table)) + table
    start = _HEADER.pack(
        *(0x1F, 0x8B, _DEFLATE, _WITH_EXTRA_FIELD), 0, 2, _UNKNOWN_SYSTEM
    )
    return start + struct.pack("<H", len(field)) + field
