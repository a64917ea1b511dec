"""All that draws on a terminal: prompts, steps, messages."""
