import anthropic

client = anthropic.Anthropic()

GET_STOCK = "get_stock_price"

tools = [
    {
        "name": GET_STOCK,  #~ also get_stock_price
        "description": "The price of a share now",
        "input_schema": {
            "type": "object",
            "properties": {"ticker": {"type": "string", "description": "e.g. AAPL"}},
            "required": ["ticker"],
        },
    },
    {"type": "web_search_20250305", "name": "web_search", "max_uses": 5},
]


class Broker:
    def get_stock_price(self, ticker: str) -> float:  #~ get_stock_price {"kind": "TOOL", "inputs": {"ticker": "AAPL"}}
        return 1.0


def process_tool_call(name, tool_input, broker=Broker()):
    if name == "get_stock_price":
        return broker.get_stock_price(**tool_input)
    raise KeyError(name)
#~ none anthropic.chat {"kind": "LLM"}
