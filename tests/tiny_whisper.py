"""A tiny multilingual Whisper model whose weights are set by hand, in CTranslate2's format.

The loudest of eight tones picks a word, so that the real decoding loop says " tone alpha." of every
window in which a sine of 200 Hz fills a third of the 30 seconds; silence gives " tone quiet.". A tone of
4,200 Hz is heard as French, one of 6,500 Hz as German, all else as English. Its word times mean nothing.

How it works: the hidden state is the last token's own axis plus the tones' axes. The encoder copies the
mel bands into the tones' axes, the decoder's cross attention averages them over the window, and the
projection is a table of which token follows which.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ctranslate2.specs import common_spec, transformer_spec, whisper_spec
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

TONES_HZ = {
    "alpha": 200,
    "bravo": 400,
    "charlie": 700,
    "delta": 1100,
    "echo": 1700,
    "foxtrot": 2700,
    "golf": 4200,
    "hotel": 6500,
}
LANGUAGES = ("en", "fr", "de")
HEARD_AS = {"fr": "golf", "de": "hotel"}

WIDTH, MELS, FRAMES, TEXT_CONTEXT = 64, 80, 1500, 448
FIRST, QUIET, END = "Ġtone", "Ġquiet", "."
WORDS = tuple("Ġ" + name for name in TONES_HZ)
SPECIALS = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{language}|>" for language in LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
STATES = (
    *("<|startoftranscript|>", "<|transcribe|>", "<|notimestamps|>", "<|0.00|>", "<|2.00|>"),
    *(f"<|{language}|>" for language in LANGUAGES),
    *(FIRST, QUIET, END, *WORDS),
)
FOLLOWS, ALMOST, LOUD = 6.0, 5.75, 8.0  # weights of a follower, of one that a tone can prefer, of a tone

Weights = NDArray[np.float32]


def build(folder: Path) -> Path:
    """Write the model's five files and return the folder."""
    tokenizer = _tokenizer()
    vocabulary = [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]
    spec = whisper_spec.WhisperSpec(1, 2, 1, 2)
    _blank(spec, len(vocabulary))
    _hear(spec.encoder)
    _attend(spec)
    _speak(spec.decoder, tokenizer)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokenizer.token_to_id("Ġ"), tokenizer.token_to_id("<|endoftext|>")]
    spec.config.lang_ids = [tokenizer.token_to_id(f"<|{language}|>") for language in LANGUAGES]
    spec.config.alignment_heads = [(0, 1)]
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="float32")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": MELS}))
    return folder


def _tokenizer() -> Tokenizer:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: number for number, letter in enumerate(letters)}
    merges: list[tuple[str, str]] = []
    # faster-whisper suppresses the first token of " -", " '" and " ♪": that must not be the bare space.
    for text in ("Ġ-", "Ġ'", "Ġâ", FIRST, QUIET, *WORDS):
        for cut in range(1, len(text)):
            if text[: cut + 1] not in vocabulary:
                vocabulary[text[: cut + 1]] = len(vocabulary)
                merges.append((text[:cut], text[cut]))
    vocabulary[""] = len(vocabulary)  # how CTranslate2 knows a multilingual model
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in SPECIALS])
    stamps = [f"<|{number * 0.02:.2f}|>" for number in range(FRAMES + 1)]
    tokenizer.add_tokens([AddedToken(text, special=False, normalized=False) for text in stamps])
    return tokenizer


def _blank(spec: whisper_spec.WhisperSpec, tokens: int) -> None:
    """Give every tensor its shape: zeros, and norms that change nothing."""
    encoder, decoder = spec.encoder, spec.decoder
    for convolution, width in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
        convolution.weight, convolution.bias = _zeros(WIDTH, width, 3), _zeros(WIDTH)
    encoder.position_encodings.encodings = _zeros(FRAMES, WIDTH)
    decoder.position_encodings.encodings = _zeros(TEXT_CONTEXT, WIDTH)
    decoder.embeddings.weight, decoder.projection.weight = _zeros(tokens, WIDTH), _zeros(tokens, WIDTH)
    decoder.scale_embeddings = False
    _blank_norms(encoder.layer_norm, decoder.layer_norm)
    _blank_layer(encoder.layer[0], cross=False)
    _blank_layer(decoder.layer[0], cross=True)


def _blank_layer(layer: transformer_spec.TransformerDecoderLayerSpec, *, cross: bool) -> None:
    _blank_linears(layer.self_attention.linear, (3 * WIDTH, WIDTH))
    norms = [layer.self_attention.layer_norm, layer.ffn.layer_norm]
    if cross:
        _blank_linears(layer.attention.linear, (WIDTH, 2 * WIDTH, WIDTH))
        norms.append(layer.attention.layer_norm)
    layer.ffn.linear_0.weight, layer.ffn.linear_0.bias = _zeros(4 * WIDTH, WIDTH), _zeros(4 * WIDTH)
    layer.ffn.linear_1.weight, layer.ffn.linear_1.bias = _zeros(WIDTH, 4 * WIDTH), _zeros(WIDTH)
    _blank_norms(*norms)


def _blank_linears(linears: Sequence[common_spec.LinearSpec], outputs: Sequence[int]) -> None:
    for linear, output in zip(linears, outputs, strict=True):
        linear.weight, linear.bias = _zeros(output, WIDTH), _zeros(output)


def _blank_norms(*norms: common_spec.LayerNormSpec) -> None:
    for norm in norms:
        norm.gamma, norm.beta = np.ones(WIDTH, np.float32), _zeros(WIDTH)


def _zeros(*shape: int) -> Weights:
    return np.zeros(shape, np.float32)


def _hear(encoder: whisper_spec.WhisperEncoderSpec) -> None:
    """Axis n of a frame: how far the bands near tone n stand out of the mean of all bands."""
    centres = _mel_centres()
    for tone, frequency in enumerate(TONES_HZ.values()):
        near = np.argsort(np.abs(np.log(centres / frequency)))[:3]
        encoder.conv1.weight[tone, :, 1] = -10 / MELS
        encoder.conv1.weight[tone, near, 1] += 10 / 3
        encoder.conv1.bias[tone] = -5
        encoder.conv2.weight[tone, tone, 1] = 2


def _mel_centres() -> Weights:
    """Centre frequency of each mel filter on Slaney's scale, as Whisper's features have it."""
    step, knee, log_step = 200 / 3, 15.0, np.log(6.4) / 27
    mels = np.linspace(0, knee + np.log(8) / log_step, MELS + 2)[1:-1]
    centres: Weights = np.where(mels < knee, step * mels, 1000 * np.exp(log_step * (mels - knee)))
    return centres


def _attend(spec: whisper_spec.WhisperSpec) -> None:
    """Head 0 averages the tones over the window; head 1, for word times, moves 25 frames a token."""
    attention = spec.decoder.layer[0].attention
    for tone in range(len(TONES_HZ)):
        attention.linear[1].weight[WIDTH + tone, tone] = 2
        attention.linear[2].weight[tone, tone] = 1
    frames = np.pi * np.arange(FRAMES) / FRAMES
    positions = np.pi * np.minimum(25 * np.arange(TEXT_CONTEXT), FRAMES) / FRAMES
    for pair, wave in enumerate((np.cos, np.sin)):
        for sign, axis in ((1, WIDTH - 6 - 2 * pair), (-1, WIDTH - 7 - 2 * pair)):
            spec.encoder.position_encodings.encodings[:, axis] = sign * 12 * wave(frames)
            spec.decoder.position_encodings.encodings[:, axis] = sign * 8 * wave(positions)
            attention.linear[0].weight[WIDTH // 2 + pair, axis] = sign * 10
            attention.linear[1].weight[WIDTH // 2 + pair, axis] = sign * 0.25


def _speak(decoder: transformer_spec.TransformerDecoderSpec, tokenizer: Tokenizer) -> None:
    """The table of followers: each state has an axis of its own behind those of the tones."""
    embeddings, followers = decoder.embeddings.weight, decoder.projection.weight
    token = {state: tokenizer.token_to_id(state) for state in (*STATES, "<|endoftext|>")}
    axis = {state: len(TONES_HZ) + number for number, state in enumerate(STATES)}
    for state in STATES:
        embeddings[token[state], axis[state]] = 40

    def follow(state: str, follower: str, weight: float = FOLLOWS) -> None:
        followers[token[follower], axis[state]] += weight

    follow("<|startoftranscript|>", "<|en|>")
    for language, name in HEARD_AS.items():
        follow("<|startoftranscript|>", f"<|{language}|>", ALMOST)
        followers[token[f"<|{language}|>"], list(TONES_HZ).index(name)] = LOUD
    for language in LANGUAGES:
        follow(f"<|{language}|>", "<|transcribe|>")
    follow("<|transcribe|>", "<|0.00|>")
    follow("<|0.00|>", FIRST)
    follow("<|notimestamps|>", FIRST)
    follow(FIRST, QUIET)
    follow(QUIET, END)
    for tone, word in enumerate(WORDS):
        follow(FIRST, word, ALMOST)
        followers[token[word], tone] = LOUD
        follow(word, END)
    follow(END, "<|2.00|>")
    follow(END, "<|endoftext|>", FOLLOWS / 2)
    follow("<|2.00|>", "<|endoftext|>")
