"""Any Copier template: its questions, its rendering, what projects record of it."""
