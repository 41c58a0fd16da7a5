#!/usr/bin/env bash
# Makes meeting.m4a, meeting.txt and meeting.json: three people of a firm that does not exist settle three things. Sound alone.
. "$(dirname "$0")/filming.sh"

record meeting <<'S'
The new website||0.4|rms|Good morning everyone. We have three topics today, the new website, the support hours, and the summer party.
The new website||0.3|rms|Let's start with the new website.
The new website||0.4|slt|The design of the website is finished, but the pages load slowly on a phone.
The new website||0.4|awb|That is because the pictures on every page are too large.
The new website|decision|0.4|rms|Then we decided to make the pictures smaller before the website goes live.
The new website|action|1.5|slt|I will send the new pictures to Peter by Friday.
The support hours||0.4|rms|The second topic is the support hours.
The support hours||0.4|awb|Many customers call the support team in the evening, and nobody answers the telephone.
The support hours||0.4|slt|How many calls did the support team miss last month?
The support hours||0.4|awb|We missed about forty calls, and most of them came after six.
The support hours|decision|0.4|rms|So we agreed to answer the telephone until eight in the evening.
The support hours|action|1.5|rms|Peter, can you please write a plan for the evening hours?
The summer party||0.4|rms|Let's move on to the summer party.
The summer party||0.4|slt|Last year the party was in the garden, and it rained all afternoon.
The summer party||0.4|awb|We could rent the boat house on the lake, which has a roof.
The summer party||0.4|slt|The boat house costs nine hundred dollars for one day.
The summer party|decision|0.4|rms|Good. Let's go with the boat house for the party.
The summer party|action|0.8|slt|Mary will call the owner of the boat house before Tuesday.
The summer party||0.8|rms|That is all for today. Thank you everybody.
S
