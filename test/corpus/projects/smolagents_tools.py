from smolagents import CodeAgent, InferenceClientModel, Tool, tool


@tool
def model_download_tool(task: str) -> str:  #~ model_download_tool {"kind": "TOOL"}
    """Most downloaded.

    Args:
        task: which
    """
    return task


class HFModelDownloadsTool(Tool):  #~ model_download_counter {"kind": "TOOL"}
    name = "model_download_counter"
    description = "…"
    inputs = {"task": {"type": "string", "description": "the task category"}}
    output_type = "string"

    def forward(self, task: str):
        return task


agent = CodeAgent(tools=[HFModelDownloadsTool(), model_download_tool], model=InferenceClientModel())
agent.run("Which model?")
#~ none CodeAgent.run {"kind": "AGENT"} || none Step 1 {"kind": "CHAIN"}
