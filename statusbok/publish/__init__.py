"""From notebooks to a finished site. The only room that knows papermill, Sphinx and Jupyter Book."""
