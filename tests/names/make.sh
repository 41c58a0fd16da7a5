#!/usr/bin/env bash
# Speaks the texts of films.json: each in its own voice beside this file, or with OUT=folder in every voice of its
# language, which is what the figures in docs/architecture.md were measured on. Tests need only the files. Needs
# opus-tools, flite, espeak-ng, jq, and hibari-tts 0.2.1 (Python), whose one voice is "heart".
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

speak() { # voice text
  case "$1" in
    heart) hibari -o "$WORK/said.wav" "$2" > /dev/null ;;
    slt | rms | awb) flite -voice "$1" -t "$2" -o "$WORK/said.wav" ;;
    de*) espeak-ng -v "$1" -s 115 -w "$WORK/said.wav" "$2" ;;
    *) espeak-ng -v "$1" -s 150 -w "$WORK/said.wav" "$2" ;;
  esac
}
voices() { # language voice
  if [ -z "${OUT:-}" ]; then echo "$2"
  elif [ "$1" = de ]; then echo "de de+f2 de+m7"
  else echo "heart slt rms awb en-us en-gb"; fi
}

jq -r 'to_entries[] | [.key, .value.language, .value.voice, (.value.lines | join(" "))] | @tsv' "$HERE/films.json" |
  while IFS=$'\t' read -r film language voice text; do
    for each in $(voices "$language" "$voice"); do
      speak "$each" "$text"
      opusenc --quiet --bitrate 16 --serial 1 --discard-comments "$WORK/said.wav" "${OUT:-$HERE}/$film.$each.ogg"
    done
  done
