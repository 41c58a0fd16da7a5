"""LocalMedia over real child processes and real files: what a recording is, and its sound."""

from array import array
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from clueso.domain.ports.media import AudioChunk, MediaInfo
from clueso.errors import (
    MediaDamaged,
    MediaTooLong,
    NoAudio,
    NoSpeech,
    NotMedia,
)
from tests.chunk_sounds import music, pink_noise, silence, spoken, tone, write_wav
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, RECORDINGS, SPEECH, local_media, write


def samples(chunk: AudioChunk) -> "array[int]":
    with av.open(str(chunk.path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.rate, stream.channels) == ("pcm_s16le", 16_000, 1)
    return array("h", np.concatenate(frames, axis=1).tobytes())


# Probe ------------------------------------------------------------------------------------------------


def test_probe_tells_what_a_recording_is(watch: PipeWatch) -> None:
    info = MEDIA.probe(SPEECH, watch)
    assert info == MediaInfo(11_200, "mp4", True, True, 320, 180, SPEECH.stat().st_size)


def test_the_name_of_a_file_says_nothing(tmp_path: Path, watch: PipeWatch) -> None:
    assert MEDIA.probe(write(tmp_path / "source", SPEECH.read_bytes()), watch).container == "mp4"


def test_a_length_that_the_container_does_not_tell_is_measured(watch: PipeWatch) -> None:
    info = MEDIA.probe(RECORDINGS / "no-duration.webm", watch)
    assert info.container == "webm"
    assert info.duration_ms == pytest.approx(11_200, abs=100)


def test_rotation_is_applied_to_width_and_height(watch: PipeWatch) -> None:
    info = MEDIA.probe(RECORDINGS / "rotated.mp4", watch)
    assert (info.width, info.height) == (180, 320)


def test_a_cover_picture_is_no_video(watch: PipeWatch) -> None:
    info = MEDIA.probe(RECORDINGS / "cover.mp3", watch)
    assert (info.container, info.has_audio, info.has_video, info.width) == ("mp3", True, False, None)


def test_a_recording_without_sound_is_told_as_such(watch: PipeWatch) -> None:
    assert not MEDIA.probe(RECORDINGS / "no-audio.mp4", watch).has_audio


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"These are the minutes of our meeting.\n" * 50, id="text"),
        pytest.param(b"<html><body>Not found</body></html>", id="html"),
        pytest.param(b"PK\x03\x04" + bytes(range(256)) * 20, id="zip"),
        pytest.param(b"1\n00:00:00,000 --> 00:00:01,000\nHello\n", id="subtitles"),
        pytest.param(b"ffconcat version 1.0\nfile beside.mp4\n", id="ffconcat"),
        pytest.param(
            b"#EXTM3U\n#EXT-X-TARGETDURATION:12\n#EXTINF:12,\nbeside.mp4\n#EXT-X-ENDLIST\n",
            id="hls",
        ),
        pytest.param(
            f"v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\na={SPEECH}\r\n".encode(), id="sdp"
        ),
        pytest.param(b"http://127.0.0.1:9/speech.mp4", id="url"),
    ],
)
def test_what_is_no_recording_is_not_media_and_leads_to_no_other_file(
    content: bytes, tmp_path: Path, watch: PipeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # no bwrap, which would hide the other file
    write(tmp_path / "beside.mp4", SPEECH.read_bytes())
    with pytest.raises(NotMedia):
        local_media().probe(write(tmp_path / "video.mp4", content), watch)


def test_a_file_that_is_cut_off_before_its_index_is_damaged(watch: PipeWatch) -> None:
    with pytest.raises(MediaDamaged):
        MEDIA.probe(RECORDINGS / "truncated.mp4", watch)


def test_a_picture_beyond_all_measure_is_refused_before_it_is_decoded(watch: PipeWatch) -> None:
    with pytest.raises(NotMedia, match="9000 x 32"):
        MEDIA.probe(RECORDINGS / "too-wide.mp4", watch)


def test_what_lasts_too_long_is_refused(watch: PipeWatch) -> None:
    media = local_media(max_duration_s=11)
    with pytest.raises(MediaTooLong, match="11 s"):
        media.probe(SPEECH, watch)
    with pytest.raises(MediaTooLong, match="11 s"):
        media.probe(RECORDINGS / "no-duration.webm", watch)


# Extract ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["speech.mp4", "speech.wav", "no-duration.webm"])
def test_extract_finds_the_two_sentences_where_they_are(name: str, tmp_path: Path, watch: PipeWatch) -> None:
    extract = MEDIA.extract(RECORDINGS / name, tmp_path, watch)
    (chunk,) = extract.chunks
    first, second = chunk.speech
    assert (chunk.number, chunk.start_ms, chunk.end_ms) == (1, first.start_ms, second.end_ms)
    assert first.start_ms == pytest.approx(700, abs=150)
    assert second.start_ms == pytest.approx(6_700, abs=150)
    assert set(tmp_path.iterdir()) == {chunk.path, extract.copy}


def test_a_chunk_holds_the_sound_of_its_time(tmp_path: Path, watch: PipeWatch) -> None:
    (chunk,) = MEDIA.extract(RECORDINGS / "speech.wav", tmp_path, watch).chunks
    whole = array("h", spoken())
    assert samples(chunk) == whole[chunk.start_ms * 16 : chunk.end_ms * 16]


def test_a_long_recording_becomes_several_chunks_cut_at_silences(tmp_path: Path, watch: PipeWatch) -> None:
    source = write_wav(tmp_path / "long.wav", *[spoken()] * 6)
    chunks = local_media(chunk_s=20).extract(source, tmp_path, watch).chunks
    assert [chunk.number for chunk in chunks] == [1, 2, 3, 4]
    assert sum(len(chunk.speech) for chunk in chunks) == 12
    assert all(before.end_ms < after.start_ms for before, after in pairwise(chunks))
    assert all(len(samples(chunk)) == (chunk.end_ms - chunk.start_ms) * 16 for chunk in chunks)
    assert watch.fractions == sorted(watch.fractions)


def test_no_sound_is_an_error_of_extract(tmp_path: Path, watch: PipeWatch) -> None:
    with pytest.raises(NoAudio):
        MEDIA.extract(RECORDINGS / "no-audio.mp4", tmp_path, watch)


@pytest.mark.parametrize(
    "sound",
    [silence(3), tone("alpha", 3), pink_noise(8), music(8)],
    ids=["silence", "tone", "noise", "music"],
)
def test_a_sound_without_speech_is_told_as_such(sound: bytes, tmp_path: Path, watch: PipeWatch) -> None:
    with pytest.raises(NoSpeech):
        MEDIA.extract(write_wav(tmp_path / "sound.wav", sound), tmp_path, watch)


def test_damage_in_the_middle_costs_no_more_than_itself(tmp_path: Path, watch: PipeWatch) -> None:
    data = bytearray(SPEECH.read_bytes())
    middle = len(data) * 6 // 10
    data[middle : middle + 4_000] = bytes(range(250)) * 16
    (chunk,) = MEDIA.extract(write(tmp_path / "damaged.mp4", bytes(data)), tmp_path, watch).chunks
    assert chunk.speech[0].start_ms == pytest.approx(700, abs=150)
    assert chunk.end_ms == pytest.approx(10_300, abs=300)


def test_a_gap_in_the_sound_moves_nothing_that_comes_after(tmp_path: Path, watch: PipeWatch) -> None:
    source = write_with_gap(tmp_path / "gap.mkv", gap_s=5)
    (chunk,) = MEDIA.extract(source, tmp_path, watch).chunks
    assert chunk.speech[0].start_ms == pytest.approx(700, abs=150)
    assert chunk.speech[1].start_ms == pytest.approx(6_700 + 5_000, abs=150)


def write_with_gap(path: Path, *, gap_s: int) -> Path:
    """The speech, with its packets after 6 s stamped `gap_s` later, as after a pause of the recorder."""
    with av.open(str(SPEECH)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue
            if packet.pts * packet.time_base > 6:
                packet.pts += round(gap_s / packet.time_base)
                packet.dts += round(gap_s / packet.time_base)
            packet.stream = stream
            target.mux(packet)
    return path
