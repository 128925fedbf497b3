"""Answers for the page of a large atlas: cubes of any view, the incidents of some cells, counts."""

from mapkit.cubing.answering import Cubes
from mapkit.cubing.pages import Page
from mapkit.cubing.tables import cube_of_store, span_of_store

__all__ = ["Cubes", "Page", "cube_of_store", "span_of_store"]
