"""Bytes that are no HTTP request, or one that nobody sends in good faith."""

_END = b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"

MALFORMED = {
    "blank lines": b"\r\n\r\n\r\n\r\n",
    "zero bytes": b"\x00" * 200 + b"\r\n\r\n",
    "all bytes": bytes(range(256)) + b"\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\n" * 9,
    "an HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an SSH greeting": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a PROXY line": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + _GET + b"\r\n",
    "no version": b"GET /healthz" + _END,
    "HTTP/0.9": b"GET /healthz\r\n\r\n",
    "HTTP/9.9": b"GET /healthz HTTP/9.9" + _END,
    "a version in letters": b"GET /healthz HTTP/one" + _END,
    "no method": b"/healthz HTTP/1.1" + _END,
    "a lower-case method": b"get /healthz HTTP/1.1" + _END,
    "a method of 100 letters": b"G" * 100 + b" /healthz HTTP/1.1" + _END,
    "two spaces": b"GET  /healthz HTTP/1.1" + _END,
    "a space in the target": b"GET /search?q=a b HTTP/1.1" + _END,
    "an asterisk": b"GET * HTTP/1.1" + _END,
    "a broken address": b"GET http://[::1 HTTP/1.1" + _END,
    "a tunnel": b"CONNECT example.org:443 HTTP/1.1" + _END,
    "a line of 100 KB": b"GET /" + b"x" * 100_000 + b" HTTP/1.1" + _END,
    "a line without an end": b"x" * 100_000,
    "bare line feeds": b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    "bare returns": b"GET /healthz HTTP/1.1\rHost: localhost\r\r" + _END,
    "a folded header": _GET + b"X: a\r\n b\r\n\r\n",
    "a header without a colon": _GET + b"nothing\r\n\r\n",
    "a header without a name": _GET + b": nothing\r\n\r\n",
    "a space before the colon": _GET + b"X : a\r\n\r\n",
    "a zero byte in a header": _GET + b"X: a\x00b\r\n\r\n",
    "a header of 100 KB": _GET + b"X: " + b"x" * 100_000 + b"\r\n\r\n",
    "1,000 headers": _GET + b"X: 1\r\n" * 1000 + b"\r\n",
    "two hosts": _GET + b"Host: example.org\r\n\r\n",
    "a length below zero": _GET + b"Content-Length: -1\r\n\r\n",
    "a length in letters": _GET + b"Content-Length: one\r\n\r\n",
    "a length beyond counting": _GET + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "two lengths": _GET + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length and chunks": _GET
    + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "an unknown coding": _GET + b"Transfer-Encoding: xchunked\r\n\r\n",
    "chunks in HTTP/1.0": b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "chunks twice": _GET + b"Transfer-Encoding: chunked, chunked\r\n\r\n",
    "another expectation": _GET + b"Expect: 200-maybe\r\n\r\n",
    "two schemes": _GET + b"X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off\r\n\r\n",
}

# Odd, and yet requests: answered like any other, and never with an error of ours
ODD = {
    "raw UTF-8 in the target": "GET /search?q=é HTTP/1.1".encode() + _END,
    "a script name": _GET + b"SCRIPT_NAME: /evil\r\nConnection: close\r\n\r\n",
    "a path of a proxy": _GET + b"PATH_INFO: /evil\r\nConnection: close\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n",
    "a host of noise": b"GET /healthz HTTP/1.0\r\nHost: a b;c/d\r\n\r\n",
    "a whole address": b"GET http://example.org/healthz HTTP/1.1" + _END,
    "chunks that are none": _GET + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "options of all": b"OPTIONS * HTTP/1.1" + _END,
    "dots": b"GET /../../healthz HTTP/1.1" + _END,
    "an end at the front": b"\r\n" + _GET + b"Connection: close\r\n\r\n",
    "an upgrade": _GET + b"Upgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n",
}
