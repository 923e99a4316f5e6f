from mcp.server.fastmcp import Context, FastMCP

mcp = FastMCP("files")


@mcp.tool()
async def read_text(path: str, ctx: Context) -> str:  #~ read_text {"kind": "TOOL"} || execute_tool read_text {"kind": "TOOL"}
    await ctx.info("reading")
    return path


@mcp.tool(name="list-dir", description="Lists")
def ls(path: str = ".") -> list[str]:  #~ list-dir {"kind": "TOOL"}
    return []


@mcp.resource("file://{path}")
def as_resource(path: str) -> str:
    return path


@mcp.prompt()
def review(code: str) -> str:
    return code


if __name__ == "__main__":
    mcp.run(transport="stdio")
