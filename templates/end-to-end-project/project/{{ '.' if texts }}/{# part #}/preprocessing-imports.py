from .texts import words
