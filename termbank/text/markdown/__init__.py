"""Markdown: a body as a list of parts, and parts as HTML.

`parser` sets markdown-it up, `builder` turns its tokens into a `Body` with the help of `places`, `html` turns the parts
of a body into the HTML of a page, and `excerpts` cuts sentences and plain text out of parts. `body` holds the values
that all of them share.
"""
