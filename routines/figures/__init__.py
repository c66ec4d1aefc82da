"""Exercise figures: pose data in, accessible SVG out. Knows nothing of the rest of the application."""

from routines.figures.bodies import BODIES, DEFAULT
from routines.figures.files import folder, stale_figures, write_figures
from routines.figures.parse import parse_figure
from routines.figures.placeholder import render_placeholder
from routines.figures.pose import Figure, FigureError
from routines.figures.svg import render_animated, render_poster

__all__ = [
    "BODIES",
    "DEFAULT",
    "Figure",
    "FigureError",
    "folder",
    "parse_figure",
    "render_animated",
    "render_placeholder",
    "render_poster",
    "stale_figures",
    "write_figures",
]
