"""A process that extracts from the file it is given, in the folder it is given, until it is killed."""

import sys
from pathlib import Path

from clueso.media.adapter import LocalMedia
from tests.pipe_watch import watching

if __name__ == "__main__":
    media = LocalMedia(memory_bytes=4 << 30, chunk_s=180, max_duration_s=3600)
    with watching() as watch:
        media.extract(Path(sys.argv[1]), Path(sys.argv[2]), watch)
