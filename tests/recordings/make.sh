#!/usr/bin/env bash
# Makes the recordings beside this file. Tests need only the files. Needs ffmpeg with libx264, libvpx,
# libopus and libmp3lame, and flite. What a test can write in a few lines it writes itself.
set -euo pipefail
OUT=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
film() { ffmpeg -nostdin -v error -y -fflags +bitexact "$@"; }
H264="-c:v libx264 -preset slow -crf 30 -pix_fmt yuv420p -flags:v +bitexact"

# Two sentences with two seconds of silence between them; the screen is red for the first 5 s, then blue.
printf '%s\n' "First, open the reports page from the menu on the left." \
  "Then click save, and wait until the report is ready." > "$OUT/speech.txt"
flite -voice rms -t "$(sed -n 1p "$OUT/speech.txt")" -o "$WORK/1.wav"
flite -voice rms -t "$(sed -n 2p "$OUT/speech.txt")" -o "$WORK/2.wav"
film -i "$WORK/1.wav" -i "$WORK/2.wav" -filter_complex "[0]adelay=700,apad=pad_dur=2[a];[1]apad=pad_dur=1[b];[a][b]concat=v=0:a=1" \
  -c:a pcm_s16le -map_metadata -1 "$OUT/speech.wav"
film -f lavfi -i "color=red:s=320x180:r=10:d=5" -f lavfi -i "color=blue:s=320x180:r=10:d=15" -i "$OUT/speech.wav" -filter_complex \
  "[0]drawbox=x=40:y=40:w=60:h=30:color=white:t=fill[a];[1]drawbox=x=200:y=90:w=60:h=30:color=yellow:t=fill[b];[a][b]concat" \
  $H264 -g 40 -c:a aac -b:a 40k -t 11.2 -movflags +faststart "$OUT/speech.mp4"

# As browsers record: no length and no index, because the file was written as a stream.
film -i "$OUT/speech.mp4" -c:v libvpx -b:v 60k -c:a libopus -b:a 24k -f webm - > "$OUT/no-duration.webm"

# No sound; a phone held upright; an MP3 with a picture of its cover; wider than is taken; a cut-off upload.
film -i "$OUT/speech.mp4" -an -c:v copy -t 3 -movflags +faststart "$OUT/no-audio.mp4"
film -i "$OUT/speech.mp4" -c copy -t 3 -metadata:s:v rotate=90 -movflags +faststart "$OUT/rotated.mp4"
film -f lavfi -i "color=green:s=64x64" -frames:v 1 "$WORK/cover.png"
film -i "$OUT/speech.wav" -i "$WORK/cover.png" -map 0:a -map 1:v -t 4 -c:a libmp3lame -b:a 32k -c:v copy -id3v2_version 3 \
  -disposition:v attached_pic "$OUT/cover.mp3"
film -f lavfi -i "color=gray:s=9000x32:r=5:d=1" $H264 "$OUT/too-wide.mp4"
film -f lavfi -i "color=gray:s=7200x5400:r=5:d=1" $H264 -x264-params threads=1 "$OUT/large.mp4"
film -i "$OUT/speech.mp4" -c copy "$WORK/index-last.mp4"
head -c 20000 "$WORK/index-last.mp4" > "$OUT/truncated.mp4"
