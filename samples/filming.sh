# What the makers of samples share: drawing a screen, and filming or recording a script that is read aloud. Sourced, not
# run. Needs ffmpeg with librsvg, flite, and the fonts DejaVu and Liberation. OUT is the folder of what is made, PACE makes
# the voices slower.
set -euo pipefail
OUT=${OUT:-$(cd "$(dirname "$0")" && pwd)}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
FPS=15 LEAD=0.7

# Drawing --------------------------------------------------------------------------------------------
# Colours: navy #16233f, blue #2f6fed, pale #eef2f9, ink #1d2a44, grey #75819a.

text() { # x y size colour weight words...
  local x=$1 y=$2 size=$3 colour=$4 weight=$5; shift 5
  echo "<text x='$x' y='$y' font-size='$size' fill='$colour' font-weight='$weight'>$*</text>"
}
box() { # x y width height fill [stroke]
  echo "<rect x='$1' y='$2' width='$3' height='$4' rx='8' fill='$5' stroke='${6:-none}' stroke-width='2'/>"
}
button() { # x y width words [fill]
  box "$1" "$2" "$3" 44 "${5:-#2f6fed}"
  echo "<text x='$(($1 + $3 / 2))' y='$(($2 + 29))' font-size='19' fill='white' font-weight='bold' text-anchor='middle'>$4</text>"
}
frame() { # active menu item; the page's content comes on standard input. APP is the product, MENU its items
  echo "<svg xmlns='http://www.w3.org/2000/svg' width='1280' height='720' font-family='Liberation Sans, DejaVu Sans, sans-serif'>"
  echo "<rect width='1280' height='720' fill='#eef2f9'/><rect width='1280' height='60' fill='#16233f'/>"
  echo "<circle cx='36' cy='30' r='14' fill='#2f6fed'/><circle cx='36' cy='30' r='6' fill='white'/>"
  text 62 38 23 white bold "$APP"
  box 460 13 380 34 '#26375c'; text 480 36 16 '#9fb0d3' normal "Search"
  echo "<circle cx='1236' cy='30' r='17' fill='#f0a93b'/>"; text 1226 36 16 '#16233f' bold "JD"
  echo "<rect y='60' width='220' height='660' fill='white'/>"
  local y=88 item
  for item in $MENU; do
    if [ "$item" = "$1" ]; then
      box 14 $y 192 44 '#e3ecff'; text 40 $((y + 29)) 19 '#2f6fed' bold "$item"
    else
      text 40 $((y + 29)) 19 '#1d2a44' normal "$item"
    fi
    y=$((y + 56))
  done
  cat; echo "</svg>"
}
title() { # big small: a card over the page
  echo "<rect y='60' width='1280' height='660' fill='#16233f' opacity='0.72'/>"; box 290 240 700 220 white
  echo "<text x='640' y='340' font-size='42' fill='#16233f' font-weight='bold' text-anchor='middle'>$1</text>"
  echo "<text x='640' y='395' font-size='24' fill='#75819a' text-anchor='middle'>$2</text>"
}
draw() { # every $WORK/*.svg, the cursor and the ring of a click, as PNG
  echo "<svg xmlns='http://www.w3.org/2000/svg' width='34' height='40'><path d='M3 2 L3 30 L10 24 L15 36 L21 33 L16 22 L26 22 Z' fill='black' stroke='white' stroke-width='2.5'/></svg>" > "$WORK/cursor.svg"
  echo "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='80'><circle cx='40' cy='40' r='33' fill='#f0a93b' fill-opacity='0.25' stroke='#f0a93b' stroke-width='6'/></svg>" > "$WORK/ring.svg"
  for drawing in "$WORK"/*.svg; do ffmpeg -nostdin -v error -y -i "$drawing" "${drawing%.svg}.png"; done
}

# Telling --------------------------------------------------------------------------------------------
sum() { awk "BEGIN { printf \"%.3f\", ($*) }"; }
ms() { awk "BEGIN { printf \"%d\", ($*) * 1000 + 0.5 }"; }
begin() { # name: the files beside the recording, and the clock
  NAME=$1 AT=0 COMMA=
  : > "$OUT/$NAME.txt"; : > "$WORK/list"; echo '[' > "$OUT/$NAME.json"
}
say() { # voice number words: speaks them into $WORK/number.wav, SPEECH is how long they take
  flite -voice "$1" --setf duration_stretch="${PACE:-1}" -t "$3" -o "$WORK/$2.wav"
  SPEECH=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$WORK/$2.wav")
}
told() { # heading members length words: a row of the script's JSON and a line of its text
  printf '%s  {"heading": "%s", %s, "start_ms": %d, "speech_start_ms": %d, "speech_end_ms": %d, "end_ms": %d, "text": "%s"}' \
    "$COMMA" "$1" "$2" "$(ms "$AT")" "$(ms "$AT + $LEAD")" "$(ms "$AT + $LEAD + $SPEECH")" "$(ms "$AT + $3")" "$4" >> "$OUT/$NAME.json"
  echo "$4" >> "$OUT/$NAME.txt"
  COMMA=$',\n' AT=$(sum "$AT + $3")
}
ended() { printf '\n]\n' >> "$OUT/$NAME.json"; }

# Filming --------------------------------------------------------------------------------------------
film() { # name voice: a video of the script on standard input, a line per slide:
  # heading | step, prerequisite, aside or talk | silence after it | screen before | x,y of the click | when, as a share of
  # the narration (above 1: after it) | screen after | at the end | narration
  begin "$1"
  local number=0 from=900,420 heading role tail before target share after last words
  while IFS='|' read -r heading role tail before target share after last words; do
    number=$((number + 1))
    say "$2" $number "$words"
    local length click moving late p ease x y ring inputs image members
    length=$(awk "BEGIN { printf \"%.3f\", int(($LEAD + $SPEECH + $tail) * $FPS + 0.5) / $FPS }")
    click=$(sum "$LEAD + $SPEECH * $share"); moving=$(sum "$click - 1.1")
    late=$(sum "$share > 0.8 ? $click + 0.2 : $LEAD + $SPEECH * 0.8")
    p="clip((t-$moving)/0.9,0,1)"; ease="($p)*($p)*(3-2*($p))"
    x="${from%,*}+(${target%,*}-${from%,*})*$ease" y="${from#*,}+(${target#*,}-${from#*,})*$ease"
    ring="between(t,$(sum "$click - 0.15"),$(sum "$click + 0.35"))"
    inputs=(); for image in "$before" "$after" "$last" ring cursor; do inputs+=(-loop 1 -framerate $FPS -i "$WORK/$image.png"); done
    ffmpeg -nostdin -v error -y "${inputs[@]}" -i "$WORK/$number.wav" -filter_complex "
      [0:v][1:v]overlay=enable='gte(t,$(sum "$click + 0.2"))'[a];[a][2:v]overlay=enable='gte(t,$late)'[b];
      [b][3:v]overlay=x=$((${target%,*} - 40)):y=$((${target#*,} - 40)):enable='$ring'[c];
      [c][4:v]overlay=x='$x':y='$y':eval=frame[v];[5:a]adelay=$(ms "$LEAD"):all=1,apad[s]" \
      -map '[v]' -map '[s]' -t "$length" -r $FPS -c:v libx264 -preset slow -crf 24 -g 75 -pix_fmt yuv420p -c:a pcm_s16le "$WORK/$number.mkv"
    echo "file '$WORK/$number.mkv'" >> "$WORK/list"
    members="\"step\": false"
    case $role in step) members="\"step\": true" ;; prerequisite | aside) members="$members, \"$role\": true" ;; esac
    told "$heading" "$members, \"click_ms\": $(ms "$AT + $click")" "$length" "$words"
    from=$target
  done
  ended
  ffmpeg -nostdin -v error -y -f concat -safe 0 -i "$WORK/list" -c:v copy -c:a aac -b:a 48k -fflags +bitexact -map_metadata -1 -movflags +faststart "$OUT/$NAME.mp4"
}

# Recording ------------------------------------------------------------------------------------------
record() { # name: the sound alone of the script on standard input, a line per turn:
  # topic | what the turn settles: decision, action, both with a comma, or nothing | silence after it | voice | words
  begin "$1"
  local number=0 topic settles tail voice words length members
  while IFS='|' read -r topic settles tail voice words; do
    number=$((number + 1))
    say "$voice" $number "$words"
    length=$(sum "$LEAD + $SPEECH + $tail")
    ffmpeg -nostdin -v error -y -i "$WORK/$number.wav" -af "aresample=16000,adelay=$(ms "$LEAD"):all=1,apad" -t "$length" -ac 1 "$WORK/turn-$number.wav"
    echo "file '$WORK/turn-$number.wav'" >> "$WORK/list"
    members="\"speaker\": \"$voice\""
    case $settles in *decision*) members="$members, \"decision\": true" ;; esac
    case $settles in *action*) members="$members, \"action_item\": true" ;; esac
    told "$topic" "$members" "$length" "$words"
  done
  ended
  ffmpeg -nostdin -v error -y -f concat -safe 0 -i "$WORK/list" -c:a aac -b:a 32k -fflags +bitexact -map_metadata -1 -movflags +faststart "$OUT/$NAME.m4a"
}
