from typing import Annotated

from semantic_kernel import Kernel
from semantic_kernel.functions import kernel_function


class LightsPlugin:
    lights = [{"id": 1, "name": "Table Lamp", "is_on": False}]

    @kernel_function(name="get_lights", description="Lists the lights")
    def get_state(self) -> str:  #~ get_lights {"kind": "TOOL"} || execute_tool get_lights {"kind": "TOOL"}
        return "…"

    @kernel_function
    def change_state(self, id: Annotated[int, "which"], is_on: bool) -> str:  #~ change_state {"kind": "TOOL"}
        return "…"
