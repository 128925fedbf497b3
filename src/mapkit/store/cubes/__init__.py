"""Answers for the page of a large atlas: cubes of any view, the incidents of some cells, counts."""

from mapkit.store.cubes.by_value import by_value
from mapkit.store.cubes.pages import Page
from mapkit.store.cubes.service import Cubes
from mapkit.store.cubes.sql import cube_of_store, span_of_store

__all__ = ["Cubes", "Page", "by_value", "cube_of_store", "span_of_store"]
