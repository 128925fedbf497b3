"""A notebook with mapkit and a kernel, and nothing that draws progress bars."""

import nbformat
from nbclient import NotebookClient

from support.repository import ROOT

# As in an environment that has a kernel and nothing else of Jupyter's.
ALONE = """
import sys

class Without:
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == "ipywidgets":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Without)
"""
READ = "import mapkit as mk; atlas = mk.read('geo'); print(atlas.counts)"


def test_a_notebook_without_widgets_reads_and_draws_an_atlas() -> None:
    """The cells of a notebook that reads geo/ and shows its map run, and the map is there."""
    cells = [nbformat.v4.new_code_cell(source) for source in (ALONE, READ, "mk.draw(atlas)")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    _, read, drawn = notebook.cells
    assert "shown=28" in read.outputs[0]["text"]
    assert "<iframe" in drawn.outputs[0]["data"]["text/html"]
