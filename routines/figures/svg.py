"""Whole pictures: the animated figure for a page, the still poster for a list."""

from html import escape

from routines.figures import scene
from routines.figures.bodies import DEFAULT, WITH_BUN
from routines.figures.body import Body
from routines.figures.geometry import number
from routines.figures.palette import style_sheet
from routines.figures.person import draw_part
from routines.figures.pose import Figure
from routines.figures.timeline import duration, frames, hold_frame
from routines.figures.track import Track


def render_animated(figure: Figure, title: str, body: Body = WITH_BUN) -> str:
    """Inline SVG with SMIL animations that wait for the page to start them.

    `data-duration` is the loop in seconds, `data-hold` the fraction of it at which the held pose is reached.
    Colours come from static/css/figure.css; there is no style element or attribute.
    """
    seconds, loop, still = duration(figure), frames(figure, body), hold_frame(figure, body)
    track = Track(still.skeleton, loop, seconds)
    data = f' data-duration="{number(seconds)}" data-hold="{still.at:.3f}"'
    return _svg(figure, title, body, track, data)


def render_poster(figure: Figure, title: str, *, standalone: bool, body: Body = WITH_BUN) -> str:
    """The held pose. `standalone` adds the picture's own light and dark colours, for use as an image file."""
    track = Track(hold_frame(figure, body).skeleton, [], 0)
    if standalone:
        return _svg(
            figure, title, body, track, ' width="480" height="300"', f"<style>{style_sheet(body)}</style>"
        )
    return _svg(figure, title, body, track, "")


def _classes(body: Body) -> str:
    return "fig" if body.name == DEFAULT else f"fig fig--{body.name}"


def _svg(figure: Figure, title: str, body: Body, track: Track, attributes: str, style: str = "") -> str:
    skeletons = [track.still, *track.skeletons]
    box = scene.picture(figure, skeletons)
    top = scene.extent(figure, skeletons)[1]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{_classes(body)}" role="img"',
        f' viewBox="{" ".join(map(number, box))}"{attributes}>',
        f"<title>{escape(title)}</title>{style}",
        scene.backdrop(figure, track.still, box, top),
        scene.props_at(figure, "back", track),
    ]
    for name in figure.order:
        parts += [scene.props_at(figure, name, track), draw_part(name, figure, body, track)]
    parts.append(scene.props_at(figure, "front", track))
    parts += [scene.arrow(*points) for points in figure.arrows]
    return "".join(parts) + "</svg>\n"
