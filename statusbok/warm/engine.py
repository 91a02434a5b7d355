"""papermill's engine `statusbok`: as its own, with kernels that are forked instead of started."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine

from statusbok import warm

NAME = "statusbok"


class WarmEngine(NBClientEngine):
    """Executes a notebook in a fork of a parent that has imported the stack; in a plain kernel where that cannot be."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook; see papermill's engine for the arguments. Kernels of other names than Python's are plain."""
        if warm.available() and kernel_name == "python3":
            from statusbok.warm.manager import ForkedKernelManager

            options["kernel_manager_class"] = ForkedKernelManager
        return super().execute_managed_notebook(nb_man, kernel_name, **options)


def register() -> str:
    """Make the engine known to papermill also where Statusbok is not installed; returns its name."""
    from papermill.engines import papermill_engines

    papermill_engines.register(NAME, WarmEngine)
    return NAME
