#!/usr/bin/env bash
# Makes tour.mp4, tour.txt and tour.json beside this file: a screen recording of a product that does not
# exist, drawn and narrated here. Needs ffmpeg with librsvg, flite, and the fonts DejaVu and Liberation.
set -euo pipefail
OUT=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
FPS=15 LEAD=0.7 TAIL=1.0

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
frame() { # active menu item; the page's content comes on standard input
  echo "<svg xmlns='http://www.w3.org/2000/svg' width='1280' height='720' font-family='Liberation Sans, DejaVu Sans, sans-serif'>"
  echo "<rect width='1280' height='720' fill='#eef2f9'/><rect width='1280' height='60' fill='#16233f'/>"
  echo "<circle cx='36' cy='30' r='14' fill='#2f6fed'/><circle cx='36' cy='30' r='6' fill='white'/>"
  text 62 38 23 white bold "Acme Console"
  box 460 13 380 34 '#26375c'; text 480 36 16 '#9fb0d3' normal "Search"
  echo "<circle cx='1236' cy='30' r='17' fill='#f0a93b'/>"; text 1226 36 16 '#16233f' bold "JD"
  echo "<rect y='60' width='220' height='660' fill='white'/>"
  local y=88 item
  for item in Home Reports Customers Team Settings; do
    if [ "$item" = "$1" ]; then
      box 14 $y 192 44 '#e3ecff'; text 40 $((y + 29)) 19 '#2f6fed' bold "$item"
    else
      text 40 $((y + 29)) 19 '#1d2a44' normal "$item"
    fi
    y=$((y + 56))
  done
  cat; echo "</svg>"
}
card() { # x title number colour
  box "$1" 140 300 130 white; text $(($1 + 24)) 178 18 '#75819a' normal "$2"
  text $(($1 + 24)) 236 42 '#1d2a44' bold "$3"; echo "<rect x='$1' y='140' width='6' height='130' rx='3' fill='$4'/>"
}
chart() { # y
  box 250 "$1" 980 330 white
  local x=300 height
  for height in 90 140 120 180 160 220 200 250 230 210 240 265; do
    echo "<rect x='$x' y='$(($1 + 300 - height))' width='44' height='$height' rx='4' fill='#8fb3f7'/>"; x=$((x + 76))
  done
}
home() { text 250 112 28 '#1d2a44' bold "Home"; card 250 Sales "8,420" '#2f6fed'; card 590 Visitors "31,075" '#28a06a'
  card 930 Orders "1,264" '#f0a93b'; chart 300; }
reports() {
  text 250 112 28 '#1d2a44' bold "Reports"; button 1070 84 160 "New report"
  box 250 150 980 440 white; text 280 190 17 '#75819a' bold "Name"; text 700 190 17 '#75819a' bold "Month"; text 980 190 17 '#75819a' bold "Owner"
  local y=240 name month
  for line in "Sales report:February" "Team report:February" "Sales report:January" "Team report:January" "Year in numbers:December"; do
    name=${line%%:*} month=${line##*:}
    echo "<line x1='250' x2='1230' y1='$((y - 32))' y2='$((y - 32))' stroke='#e4e9f3' stroke-width='2'/>"
    text 280 $y 20 '#1d2a44' normal "$name"; text 700 $y 20 '#1d2a44' normal "$month"; text 980 $y 20 '#1d2a44' normal "Jane Doe"
    y=$((y + 66))
  done
}
form() { # name month border-of-name
  text 250 112 28 '#1d2a44' bold "New report"; box 250 140 980 500 white
  text 290 190 18 '#75819a' bold "Name"; box 290 205 420 48 white "$3"; text 308 237 21 '#1d2a44' normal "$1"
  text 770 190 18 '#75819a' bold "Month"; box 770 205 420 48 white '#c9d3e6'; text 788 237 21 '#1d2a44' normal "$2"
  echo "<path d='M1152 224 l10 11 l10 -11' fill='none' stroke='#75819a' stroke-width='3'/>"
}
numbers() { # how many boxes are ticked
  text 290 305 18 '#75819a' bold "Numbers to show"
  local y=325 count=0 name
  for name in Sales Visitors Orders; do
    count=$((count + 1))
    if [ $count -le "$1" ]; then
      box 290 $y 30 30 '#2f6fed'; echo "<path d='M297 $((y + 15)) l7 8 l11 -15' fill='none' stroke='white' stroke-width='4'/>"
    else
      box 290 $y 30 30 white '#c9d3e6'
    fi
    text 340 $((y + 23)) 21 '#1d2a44' normal "$name"; y=$((y + 52))
  done
  box 290 $y 30 30 '#eef2f9' '#c9d3e6'; text 340 $((y + 23)) 21 '#9aa5ba' normal "Total cost"
  button 1070 575 120 "Save"
}
tip() { box 480 470 330 56 '#16233f'; echo "<path d='M481 488 l-16 10 l16 10 z' fill='#16233f'/>"; text 504 505 20 white normal "Only for managers"; }
waiting() { # share in percent
  box 250 140 980 500 '#ffffffcc'; box 480 300 520 140 white '#c9d3e6'; text 520 350 22 '#1d2a44' bold "Making your report ..."
  box 520 380 440 20 '#e4e9f3'; box 520 380 $((440 * $1 / 100)) 20 '#2f6fed'
}
report() {
  text 250 112 28 '#1d2a44' bold "Team report, March"; button 1070 84 160 "Export" "${1:-#2f6fed}"
  card 250 Sales "9,135" '#2f6fed'; card 590 Visitors "33,410" '#28a06a'; card 930 Orders "1,377" '#f0a93b'; chart 300
}
menu() {
  box 970 136 260 168 white '#c9d3e6'; box 980 146 240 46 '#e3ecff'
  text 1000 177 20 '#2f6fed' bold "PDF document"; text 1000 227 20 '#1d2a44' normal "Excel table"; text 1000 277 20 '#1d2a44' normal "CSV file"
}
toast() { box 820 640 410 56 '#28a06a'; text 850 675 20 white bold "team-report-march.pdf is saved"; }
title() { # big small
  echo "<rect y='60' width='1280' height='660' fill='#16233f' opacity='0.72'/>"; box 290 240 700 220 white
  echo "<text x='640' y='340' font-size='42' fill='#16233f' font-weight='bold' text-anchor='middle'>$1</text>"
  echo "<text x='640' y='395' font-size='24' fill='#75819a' text-anchor='middle'>$2</text>"
}

{ home; title "Make a monthly report" "A short tour of the Acme Console"; } | frame Home > "$WORK/welcome.svg"
home | frame Home > "$WORK/home.svg"
reports | frame Reports > "$WORK/reports.svg"
{ form "" "" '#c9d3e6'; numbers 0; } | frame Reports > "$WORK/form.svg"
{ form "Team report" March '#2f6fed'; numbers 0; } | frame Reports > "$WORK/named.svg"
{ form "Team report" March '#c9d3e6'; numbers 3; } | frame Reports > "$WORK/picked.svg"
{ form "Team report" March '#c9d3e6'; numbers 3; tip; } | frame Reports > "$WORK/tip.svg"
{ form "Team report" March '#c9d3e6'; numbers 3; waiting 60; } | frame Reports > "$WORK/waiting.svg"
report | frame Reports > "$WORK/report.svg"
{ report '#1f54bd'; menu; } | frame Reports > "$WORK/menu.svg"
{ report; toast; } | frame Reports > "$WORK/saved.svg"
{ report; toast; title "Your report is ready" "Reports, New report, Save, Export"; } | frame Reports > "$WORK/end.svg"
echo "<svg xmlns='http://www.w3.org/2000/svg' width='34' height='40'><path d='M3 2 L3 30 L10 24 L15 36 L21 33 L16 22 L26 22 Z' fill='black' stroke='white' stroke-width='2.5'/></svg>" > "$WORK/cursor.svg"
echo "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='80'><circle cx='40' cy='40' r='33' fill='#f0a93b' fill-opacity='0.25' stroke='#f0a93b' stroke-width='6'/></svg>" > "$WORK/ring.svg"
for drawing in "$WORK"/*.svg; do ffmpeg -nostdin -v error -y -i "$drawing" "${drawing%.svg}.png"; done

# Filming --------------------------------------------------------------------------------------------
# heading | screen before | x,y of the click | when, as a share of the narration | screen after | at the end | narration
cat > "$WORK/script" <<'S'
Welcome|welcome|640,520|0.55|welcome|home|Welcome. In this short tour, I will show you how to make a monthly report for your team.
Open the reports page|home|90,166|0.75|reports|reports|First, open the reports page from the menu on the left.
Start a new report|reports|1150,106|0.75|form|form|Then click the new report button in the top right corner.
Name it|form|480,230|0.45|named|named|Now give the report a name, and choose the month of March.
Select the numbers|named|305,392|0.60|picked|picked|Next, select the three numbers that you want to show.
Note the total cost|picked|400,496|0.50|tip|tip|Note that only managers can see the total cost.
Save it|picked|1130,597|0.35|waiting|report|Then click save, and wait until the report is ready.
Export it|report|1150,106|0.35|menu|menu|Finally, click export, and choose the file format you need.
Done|menu|1080,170|0.10|saved|end|That is all. Your report is ready to share with the team. Thank you for watching.
S
sum() { awk "BEGIN { printf \"%.3f\", $* }"; }
ms() { awk "BEGIN { printf \"%d\", ($*) * 1000 + 0.5 }"; }
number=0 at=0 from=900,420 comma=
: > "$OUT/tour.txt"; : > "$WORK/list"; echo '[' > "$OUT/tour.json"
while IFS='|' read -r heading before target share after last say; do
  number=$((number + 1))
  flite -voice rms -t "$say" -o "$WORK/$number.wav"
  speech=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$WORK/$number.wav")
  length=$(awk "BEGIN { printf \"%.3f\", int(($LEAD + $speech + $TAIL) * $FPS + 0.5) / $FPS }")
  click=$(sum "$LEAD + $speech * $share"); moving=$(sum "$click - 1.1"); late=$(sum "$LEAD + $speech * 0.8")
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
  echo "$say" >> "$OUT/tour.txt"
  step=true; case $heading in Welcome | Note* | Done) step=false ;; esac # whether the reader does something here
  printf '%s  {"heading": "%s", "step": %s, "start_ms": %d, "speech_start_ms": %d, "click_ms": %d, "speech_end_ms": %d, "end_ms": %d, "text": "%s"}' \
    "$comma" "$heading" "$step" "$(ms "$at")" "$(ms "$at + $LEAD")" "$(ms "$at + $click")" "$(ms "$at + $LEAD + $speech")" "$(ms "$at + $length")" "$say" >> "$OUT/tour.json"
  comma=$',\n' at=$(sum "$at + $length") from=$target
done < "$WORK/script"
printf '\n]\n' >> "$OUT/tour.json"
ffmpeg -nostdin -v error -y -f concat -safe 0 -i "$WORK/list" -c:v copy -c:a aac -b:a 48k -fflags +bitexact -map_metadata -1 -movflags +faststart "$OUT/tour.mp4"
