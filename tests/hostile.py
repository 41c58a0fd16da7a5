"""Texts that would like to be more than text."""

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<iframe src=//evil.example></iframe>",
    "{{ 7*7 }}{% include 'page.html' %}",
    "</style><style>*{background:url(//evil.example/x)}</style>",
    '#read("/etc/passwd")',
    '#image("page.json") $x$ *bold* <label> @ref',
    "](http://evil.example/a) ![x](http://evil.example/p.png)",
    '=HYPERLINK("http://evil.example")',
    "</w:t></w:r><w:p/><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "javascript:alert(1) data:text/html,<b>x</b>",
    "\u202egnp.exe\u202c \u2067end &lt;b&gt; &#60;b&#62; \\u{41}",
)
