"""The style sheet a still picture carries, so that it can be used as an image in light and dark.

The inlined figures use the same class names with the tokens of the site (static/css/figure.css).
"""

from routines.figures.body import Body

LIGHT = {
    "bg": "#E3EFEA", "shadow": "#C3D6CE", "mat": "#6E9F8F", "mat2": "#558576",
    "skin": "#D99C78", "skin2": "#C4845F", "skin-far": "#B57A58", "hair": "#3B2B2E",
    "top": "#F2B84B", "top-far": "#CF9530", "pants": "#31506A", "pants2": "#3E617E", "pants-far": "#1F3547",
    "psoas": "#F4623A", "fibre": "#FFC2AC", "prop": "#9C8AD0", "prop2": "#8170B8",
    "wood": "#B9CCC4", "wood2": "#9FB6AD", "cue": "#0B6B5C",
}  # fmt: skip
DARK = {
    "bg": "#1D302D", "shadow": "#132321", "mat": "#4A7A6C", "mat2": "#366054",
    "skin": "#DDA27F", "skin2": "#C08261", "skin-far": "#A56C4F", "hair": "#7A5650",
    "top": "#F2B84B", "top-far": "#C28C2E", "pants": "#6E9BC0", "pants2": "#82ACCE", "pants-far": "#48708F",
    "psoas": "#FF6D42", "fibre": "#FFD3C2", "prop": "#A998DC", "prop2": "#8776BE",
    "wood": "#48605A", "wood2": "#395049", "cue": "#5CC8B0",
}  # fmt: skip

FILLS = {
    "bg": "bg", "shadow": "shadow", "wall": "wood", "mat-top": "mat", "mat": "mat", "mat-edge": "mat2",
    "skin": "skin", "skin-shade": "skin2", "far .fig__skin": "skin-far", "hair": "hair",
    "top": "top", "far .fig__top": "top-far",
    "pants": "pants", "waist": "pants2", "far .fig__pants": "pants-far",
    "psoas": "psoas", "prop": "prop", "prop-edge": "prop2", "wood": "wood", "wood-edge": "wood2",
}  # fmt: skip
STROKES = {
    "face": ("hair", 1.5), "seam": ("top-far", 1.6), "fibre": ("fibre", 1.3), "mat-line": ("mat", 2.5),
    "band": ("prop", 6), "strap": ("prop2", 4), "cue": ("cue", 4),
}  # fmt: skip


def style_sheet(body: Body) -> str:
    """Rules for a picture of `body` on its own: light, with dark colours under `prefers-color-scheme`."""
    rules = [f".fig__{name}{{fill:var(--{token})}}" for name, token in FILLS.items()]
    rules += [
        f".fig__{name}{{fill:none;stroke:var(--{token});stroke-width:{width:g};"
        "stroke-linecap:round;stroke-linejoin:round}"
        for name, (token, width) in STROKES.items()
    ]
    rules.append(".fig__glutes{fill:var(--psoas);opacity:.55}.fig__mat-top{fill-opacity:.35}")
    dark = f"@media(prefers-color-scheme:dark){{svg{{{_tokens(DARK | body.dark)}}}}}"
    return f"svg{{{_tokens(LIGHT | body.light)}}}{dark}{''.join(rules)}"


def _tokens(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in colours.items())
