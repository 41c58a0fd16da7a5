"""Texts that a careless page would run, load, follow or fall over."""

FOREIGN = "http://foreign.invalid"

PAYLOADS = (
    "<script>alert(1)</script>",
    f'<img src="{FOREIGN}/i.png" onerror="alert(2)">',
    "<svg onload=alert(3)>",
    f"![picture]({FOREIGN}/m.png)",
    "[press here](javascript:alert(4))",
    "javascript:alert(5)",
    "data:text/html,<script>alert(6)</script>",
    f'<iframe src="{FOREIGN}/frame"></iframe>',
    "&lt;b&gt;bold&lt;/b&gt; &amp; &#60;i&#62;",
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    '"><style>body{display:none}</style>',
    f'<a href="{FOREIGN}" onmouseover="alert(8)">link</a>',
    "\N{RIGHT-TO-LEFT OVERRIDE}drawkcab\N{POP DIRECTIONAL FORMATTING} forward",
    "null undefined NaN [object Object] -1 ''; DROP TABLE projects; --",
    "constructor __proto__ toString",
    "W" * 90,
)
"""Each fits into the shortest of the fields, a speaker's name of at most 100 characters."""
