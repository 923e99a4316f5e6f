"""A language model played by a few fixed answers, so that the examples run offline and the same every time.

`local_model()` starts it on a free port of this machine for the length of a `with` block. It speaks the chat completions
of OpenAI (also streamed, with tools and token usage) and the chat of Ollama. An answer takes `FAKE_MODEL_DELAY` seconds
(0.4 unless set), so that there is something to watch.
"""

from .server import local_model

__all__ = ["local_model"]
