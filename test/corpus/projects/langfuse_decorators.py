"""Langfuse 2."""
from langfuse.decorators import langfuse_context, observe
from langfuse.openai import openai


@observe()
def story():  #~ story
    return openai.chat.completions.create(model="gpt-4o", messages=[])


@observe(as_type="generation", name="anthropic-completion")
def claude(prompt):  #~ anthropic-completion
    langfuse_context.update_current_observation(model="claude")
    return prompt


@observe
async def main(user):  #~ main
    langfuse_context.update_current_trace(user_id=user)

    @observe(capture_input=False)
    def helper():  #~ helper
        pass

    return story()
#~ none OpenAI-generation {"kind": "LLM"}
