#!/usr/bin/env bash
# Makes backup.mp4, backup.txt and backup.json: a tutorial that is told as people tell them, with things that are needed
# first, a word taken back, asides, and screens that change after the speech. The product does not exist.
. "$(dirname "$0")/filming.sh"
PACE=1.1 APP="Harbor Drive" MENU="Home Files Backup Sharing Settings"

files() {
  text 250 112 28 '#1d2a44' bold "Files"; box 250 150 980 440 white
  local y=200 name
  for name in "Documents" "Music" "Pictures" "Projects" "Videos"; do
    box 280 $((y - 18)) 30 24 '#f0c060'; text 330 $y 20 '#1d2a44' normal "$name"; y=$((y + 76))
  done
}
schedules() {
  text 250 112 28 '#1d2a44' bold "Backup"; button 1050 84 180 "New schedule"
  box 250 150 980 300 white; text 640 310 20 '#75819a' normal "No schedule yet"
}
field() { # y label value [border]
  text 290 "$1" 18 '#75819a' bold "$2"; box 290 $(($1 + 15)) 900 48 white "${4:-#c9d3e6}"; text 308 $(($1 + 47)) 21 '#1d2a44' normal "$3"
}
form() { # folder period time drive
  text 250 112 28 '#1d2a44' bold "New schedule"; box 250 140 980 500 white
  field 180 Folder "$1"; field 275 Period "$2"; field 370 Time "$3"; field 465 Drive "$4"; button 1070 575 120 "Start"
}
periods() { # the chosen one
  box 290 340 900 140 white '#c9d3e6'
  local y=372 name
  for name in Daily Weekly Monthly; do
    if [ "$name" = "$1" ]; then box 296 $((y - 24)) 888 34 '#e3ecff'; fi
    text 308 $y 20 '#1d2a44' normal "$name"; y=$((y + 42))
  done
}
running() { # share in percent, words
  text 250 112 28 '#1d2a44' bold "Backup"; box 250 150 980 200 white; text 290 205 24 '#1d2a44' bold "Pictures, weekly"
  box 290 250 900 22 '#e4e9f3'; box 290 250 $((900 * $1 / 100)) 22 "$3"; text 290 315 20 '#75819a' normal "$2"
}

{ files; title "Schedule a backup" "Harbor Drive in one minute"; } | frame Files > "$WORK/welcome.svg"
files | frame Files > "$WORK/files.svg"
schedules | frame Backup > "$WORK/schedules.svg"
form "" "" "" "" | frame Backup > "$WORK/form.svg"
form Pictures "" "" "" | frame Backup > "$WORK/folder.svg"
{ form Pictures Monthly "" ""; periods Monthly; } | frame Backup > "$WORK/monthly.svg"
form Pictures Weekly "" "" | frame Backup > "$WORK/weekly.svg"
form Pictures Weekly "22:00" "" | frame Backup > "$WORK/time.svg"
form Pictures Weekly "22:00" "Blue drive" | frame Backup > "$WORK/drive.svg"
running 35 "Copying your files ..." '#2f6fed' | frame Backup > "$WORK/copying.svg"
running 100 "The last backup is complete" '#28a06a' | frame Backup > "$WORK/complete.svg"
draw

film backup kal16 <<'S'
What this is about|talk|0.8|welcome|640,520|0.60|welcome|files|Hello everybody. Today I am going to show you how to schedule a backup of your pictures.
What you need|prerequisite|1.6|files|90,222|0.50|files|files|Before you start, you need a drive with enough free space.
Open the backup page|step|2.6|files|90,222|1.25|schedules|schedules|So, first open the backup page from the menu on the left.
Add a schedule|step|1.2|schedules|1140,106|0.70|form|form|Then click the new schedule button.
Select the folder|step|1.8|form|480,224|1.10|folder|folder|In the form, select the folder that holds your pictures.
Choose the period|step|2.4|folder|480,318|0.30|monthly|weekly|Next, choose monthly as the period. No, sorry, choose weekly as the period.
Enter the time|step|0.9|weekly|480,414|0.50|time|time|Now type the time at which your computer is switched on. Most people take ten in the evening.
If the drive is missing|aside|1.4|time|480,510|0.50|time|time|If the drive is not in the list, connect it again.
Start it|step|3.2|time|1130,597|1.15|drive|copying|Now select the drive, and then click start.
What is seen then|talk|2.0|copying|700,260|0.60|complete|complete|You will see a green bar when the first backup is complete.
Farewell|talk|1.0|complete|700,420|0.40|complete|complete|That's it. From now on your pictures are safe. Thanks for watching, and see you next time.
S
