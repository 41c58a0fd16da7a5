"""A table of hostile uploads: how each is made, and the error that it causes."""

import gzip
from dataclasses import dataclass

from clueso.errors import CluesoError, MediaDamaged, MediaTooLong, NoAudio, NoSpeech, NotMedia
from tests.media_makers import (
    ASS,
    CONCAT,
    COUNT_MAX,
    DASH,
    ENDLESS,
    HLS,
    MKV_HEAD,
    MP4,
    NAN,
    SDP,
    SEGMENT,
    SVG,
    TAGS,
    TEXT,
    UNKNOWN,
    WAV,
    XXE,
    Maker,
    boxed,
    chained,
    changing,
    ebml,
    flac_of_eight,
    flv_script,
    id3,
    many_streams,
    nested,
    noise,
    of,
    one_picture,
    patched,
    shift,
    wav,
    with_chapters,
    with_metadata,
    with_subtitles,
    zipped,
)
from tests.recorded import RECORDINGS


@dataclass(frozen=True, slots=True)
class HostileMedia:
    """A hostile upload.

    `make` gets a folder of its own. `told` is the error of probe or extract that the user sees, None for a
    file that is read all the same.
    """

    name: str
    make: Maker
    told: type[CluesoError] | None


MEDIA = (
    # Nothing, or too little of it
    HostileMedia("nothing", of(b""), NotMedia),
    HostileMedia("one byte", of(b"\0"), NotMedia),
    HostileMedia("a magic number alone", of(b"RIFF"), MediaDamaged),
    HostileMedia("an MP4 that breaks off in its index", of(MP4[: len(MP4) // 20]), NotMedia),
    HostileMedia("a third of an MP4", of(MP4[: len(MP4) * 3 // 10]), None),
    HostileMedia("a WAV that breaks off in its head", of(WAV[:30]), MediaDamaged),
    # What is no recording
    HostileMedia("text", of(TEXT.encode()), NotMedia),
    HostileMedia("HTML", of(b"<html><body>Not found</body></html>"), NotMedia),
    HostileMedia("PDF", of(b"%PDF-1.7\n" + noise(5_000)), NotMedia),
    HostileMedia("a program", of(b"\x7fELF\2\1\1" + noise(5_000)), NotMedia),
    HostileMedia("zeros", of(b"\0" * 100_000), NotMedia),
    HostileMedia("noise", of(noise(100_000)), NotMedia),
    HostileMedia("a zip bomb", zipped, NotMedia),
    HostileMedia("a gzip bomb", of(gzip.compress(b"\0" * 1_000_000, mtime=0) * 50), NotMedia),
    HostileMedia("a PNG", one_picture("image2pipe", "png", "rgb24"), NotMedia),
    HostileMedia("a JPEG", one_picture("image2pipe", "mjpeg", "yuvj420p"), NotMedia),
    HostileMedia("a GIF", one_picture("gif", "gif", "rgb8"), NotMedia),
    # What would lead elsewhere
    HostileMedia("a list of files (ffconcat)", of(CONCAT.encode()), NotMedia),
    HostileMedia("a list of files (HLS)", of(HLS.encode()), NotMedia),
    HostileMedia("a list of files (DASH)", of(DASH.encode()), NotMedia),
    HostileMedia("a session (SDP)", of(SDP.encode()), NotMedia),
    HostileMedia("an address", of(b"http://127.0.0.1:9/speech.mp4"), NotMedia),
    HostileMedia("a data address", of(b"data:video/mp4;base64,AAAA"), NotMedia),
    HostileMedia("SVG", of(SVG.encode()), NotMedia),
    HostileMedia("an XML entity", of(XXE.encode()), NotMedia),
    HostileMedia("subtitles", of(b"1\n00:00:00,000 --> 00:00:01,000\nHello\n"), NotMedia),
    HostileMedia("a bomb of drawn subtitles", of(ASS.encode()), NotMedia),
    # MP4 that lies
    HostileMedia("MP4: noise", of(boxed(b"ftyp", b"isom\0\0\2\0isom") + noise(50_000)), MediaDamaged),
    HostileMedia("MP4: boxes 5,000 deep", of(nested(5_000)), MediaDamaged),
    HostileMedia("MP4: a box beyond the end", patched(b"moov", -8, COUNT_MAX), None),
    HostileMedia("MP4: sound made of noise", patched(b"mdat", 0, noise(len(MP4) // 2)), MediaDamaged),
    HostileMedia("MP4: 4 billion samples", patched(b"stsz", 8, COUNT_MAX), MediaDamaged),
    HostileMedia("MP4: 4 billion offsets", patched(b"stco", 4, COUNT_MAX), None),
    HostileMedia("MP4: offsets beyond the end", patched(b"stco", 8, b"\x7f\xff\xff\xff"), MediaDamaged),
    HostileMedia("MP4: 4 billion durations", patched(b"stts", 4, COUNT_MAX), MediaDamaged),
    HostileMedia("MP4: no unit of time", patched(b"mdhd", 12, b"\0\0\0\0"), MediaDamaged),
    HostileMedia("MP4: a length of centuries", patched(b"mvhd", 16, COUNT_MAX), None),
    HostileMedia("MP4: an unknown codec", patched(b"mp4a", -4, b"xxxx"), None),
    HostileMedia("MP4: sound said to be pictures", patched(b"mp4a", -4, b"avc1"), None),
    HostileMedia("MP4: data that is elsewhere", patched(b"url ", 0, b"\0\0\0\0"), None),
    HostileMedia("a picture of 9,000 pixels", lambda _: RECORDINGS / "too-wide.mp4", NotMedia),
    # Sound that lies
    HostileMedia("WAV: endless data", of(wav()[:40] + COUNT_MAX + wav()[44:]), None),
    HostileMedia("WAV: no data", of(wav(data=b"")), MediaDamaged),
    HostileMedia("WAV: no channel", of(wav(channels=0)), NotMedia),
    HostileMedia("WAV: 65,535 channels", of(wav(channels=65_535)), NotMedia),
    HostileMedia("WAV: 3 channels", of(wav(channels=3)), None),
    HostileMedia("WAV: no rate", of(wav(rate=0)), MediaDamaged),
    HostileMedia("WAV: a rate of 4 billion", of(wav(rate=0xFFFFFFFF)), MediaDamaged),
    HostileMedia("WAV: no bits", of(wav(bits=0)), NotMedia),
    HostileMedia("WAV: no numbers", of(wav(bits=32, kind=3, data=NAN)), NoSpeech),
    HostileMedia("WAV: an unknown codec", of(wav(kind=0x4242)), NotMedia),
    HostileMedia("FLAC of 8 channels", flac_of_eight, None),
    HostileMedia("FLAC: noise", of(b"fLaC" + noise(50_000)), MediaDamaged),
    HostileMedia("Ogg: noise", of(b"OggS" + noise(50_000)), MediaDamaged),
    HostileMedia("Ogg: two recordings in one", chained, None),
    HostileMedia("MP3: a tag beyond the end", of(id3(0x0FFFFFFF)), MediaDamaged),
    HostileMedia("MP3: 20,000 tags", of(id3(0) * 20_000), MediaDamaged),
    HostileMedia("MP3: rate and channels change", changing, None),
    HostileMedia("AAC: heads over noise", of((b"\xff\xf1\x50\x80\x2e\x7f\xfc" + noise(372)) * 200), NotMedia),
    HostileMedia("AMR: noise", of(b"#!AMR\n" + noise(20_000)), NoSpeech),
    # Other containers that lie
    HostileMedia("Matroska: noise", of(MKV_HEAD[:4] + noise(50_000)), MediaDamaged),
    HostileMedia("Matroska: endless, and empty", of(MKV_HEAD + ebml(SEGMENT, UNKNOWN)), MediaDamaged),
    HostileMedia(
        "Matroska: tags of 4 GB", of(MKV_HEAD + ebml(SEGMENT, UNKNOWN, ebml(TAGS, ENDLESS))), MediaDamaged
    ),
    HostileMedia(
        "Matroska: tags 5,000 deep",
        of(MKV_HEAD + ebml(SEGMENT, UNKNOWN, ebml(TAGS, UNKNOWN) * 5_000)),
        MediaDamaged,
    ),
    HostileMedia("Matroska: 120 streams", many_streams, NoSpeech),
    HostileMedia("Matroska: 10 MB of metadata", with_metadata, None),
    HostileMedia("Matroska: 10,000 chapters", with_chapters, None),
    HostileMedia("Matroska: 5 MB of subtitles", with_subtitles, None),
    HostileMedia(
        "Matroska: a leap of ten years", shift(lambda number: 3e8 if number > 100 else 0), MediaTooLong
    ),
    HostileMedia("Matroska: times before zero", shift(lambda number: -100), None),
    HostileMedia("Matroska: times that go back", shift(lambda number: -0.04 * number), MediaDamaged),
    HostileMedia(
        "FLV: objects 20,000 deep", of(flv_script(b"\2\0\nonMetaData" + b"\3\0\1a" * 20_000)), NotMedia
    ),
    HostileMedia("AVI: noise", of(b"RIFF\xff\xff\xff\xffAVI " + noise(50_000)), NotMedia),
    HostileMedia("MPEG-TS: noise", of(b"".join(b"G" + noise(187, seed) for seed in range(500))), NotMedia),
    HostileMedia("pictures without sound", one_picture("avi", "mjpeg", "yuvj420p"), NoAudio),
)
