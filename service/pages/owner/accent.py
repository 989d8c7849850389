"""Accent color: variants that are readable on light and on dark pages.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

MIN_CONTRAST = 4.5
LIGHT, DARK = "#fbfaf7", "#101819"  # --paper of static/pages.css
_LIGHT_SURFACES = (LIGHT, "#ffffff")
_DARK_SURFACES = (DARK, "#172224")
_TINT = 0.12  # of the accent, in the background of links under the pointer
_STEPS = 100
Rgb = tuple[float, float, float]


def accent_stylesheet(color: str) -> str:
    """Return the style sheet that gives pages an accent, such as `#0a6767`."""
    light = readable_accent(color, _LIGHT_SURFACES, "#000000")
    dark = readable_accent(color, _DARK_SURFACES, "#ffffff")
    return (
        f"@media screen {{ :root {{ --accent: {light}; }} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f"{{ :root {{ --accent: {dark}; }} }}\n"
        f":root {{ --glossary-accent: light-dark({light}, {dark}); }}\n"  # the widget's
    )


def readable_accent(color: str, surfaces: tuple[str, ...], toward: str) -> str:
    """Mix a color with `toward`, as little as makes it readable on all surfaces."""
    for step in range(_STEPS):
        mixed = mix(color, toward, step / _STEPS)
        tints = (mix(surface, mixed, _TINT) for surface in surfaces)
        if all(contrast(mixed, each) >= MIN_CONTRAST for each in (*surfaces, *tints)):
            return mixed
    return toward


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(color: str, other: str, share: float) -> str:
    """Return a color with a share of another, as `color-mix(in srgb, …)` does."""
    channels = zip(_channels(color), _channels(other), strict=True)
    mixed = (round(255 * (a + (b - a) * share)) for a, b in channels)
    return "#" + "".join(f"{each:02x}" for each in mixed)


def _channels(color: str) -> Rgb:
    red, green, blue = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _luminance(color: str) -> float:
    red, green, blue = map(_linear, _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
