from .places import directions
