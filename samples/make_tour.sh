#!/usr/bin/env bash
# Makes tour.mp4, tour.txt and tour.json: a screen recording of a product that does not exist, drawn and narrated here.
. "$(dirname "$0")/filming.sh"
APP="Acme Console" MENU="Home Reports Customers Team Settings"

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
draw

film tour rms <<'S'
Welcome|talk|1.0|welcome|640,520|0.55|welcome|home|Welcome. In this short tour, I will show you how to make a monthly report for your team.
Open the reports page|step|1.0|home|90,166|0.75|reports|reports|First, open the reports page from the menu on the left.
Start a new report|step|1.0|reports|1150,106|0.75|form|form|Then click the new report button in the top right corner.
Name it|step|1.0|form|480,230|0.45|named|named|Now give the report a name, and choose the month of March.
Select the numbers|step|1.0|named|305,392|0.60|picked|picked|Next, select the three numbers that you want to show.
Note the total cost|aside|1.0|picked|400,496|0.50|tip|tip|Note that only managers can see the total cost.
Save it|step|1.0|picked|1130,597|0.35|waiting|report|Then click save, and wait until the report is ready.
Export it|step|1.0|report|1150,106|0.35|menu|menu|Finally, click export, and choose the file format you need.
Done|talk|1.0|menu|1080,170|0.10|saved|end|That is all. Your report is ready to share with the team. Thank you for watching.
S
