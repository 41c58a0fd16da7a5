"""The accepted formats and codecs: those with which people record and export.

FFmpeg's obscure readers stay unused.
"""

# fmt: off
FORMATS = (
    "mov", "matroska", "avi", "flv", "asf", "mpegts", "mpeg", "ogg", "wav", "w64", "aiff", "caf", "mp3",
    "flac", "aac", "amr", "ac3", "eac3", "dts", "au", "wv",
)
AUDIO_CODECS = frozenset({
    "aac", "aac_latm", "ac3", "alac", "amr_nb", "amr_wb", "dts", "eac3", "flac", "gsm", "gsm_ms", "mp1", "mp2",
    "mp3", "nellymoser", "opus", "speex", "vorbis", "wavpack", "wmav1", "wmav2", "wmalossless", "wmapro",
    "wmavoice", "adpcm_g722", "adpcm_g726", "adpcm_g726le", "adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms",
    "adpcm_swf", "adpcm_yamaha", "mace3", "mace6", "pcm_alaw", "pcm_bluray", "pcm_dvd", "pcm_mulaw", "pcm_u8",
    "pcm_s8", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32be", "pcm_s32le", "pcm_f32be",
    "pcm_f32le", "pcm_f64be", "pcm_f64le", "qdm2",
})
VIDEO_CODECS = frozenset({
    "av1", "cinepak", "dnxhd", "dvvideo", "ffv1", "flashsv", "flashsv2", "flv1", "h263", "h264", "hevc",
    "mjpeg", "mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v2", "msmpeg4v3", "msrle", "msvideo1", "png",
    "prores", "qtrle", "rpza", "smc", "svq1", "svq3", "theora", "tscc", "tscc2", "utvideo", "vc1", "vp6f",
    "vp8", "vp9", "wmv1", "wmv2", "wmv3", "zmbv",
})
# fmt: on

GUESSED = frozenset({"aac", "ac3", "amr", "dts", "eac3", "mp3", "mpeg", "mpegts", "ogg"})
"""Formats without a header that contains the length of the whole file."""

MAGIC = (
    (4, b"ftyp"),
    (4, b"moov"),
    (0, b"\x1aE\xdf\xa3"),  # Matroska, WebM
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"RIFF"),
    (0, b"ID3"),
)
"""Offset and first bytes of formats that are unmistakable. A file that begins so but does not open is
damaged.
"""
