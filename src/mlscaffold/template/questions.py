"""A template's questions as its copier.yml writes them, before anything is rendered."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from mlscaffold.errors import MlscaffoldError

MISSING: Any = type("Missing", (), {"__repr__": lambda _: "no default"})()
TYPES = ("bool", "float", "int", "json", "str", "yaml", "path")
# Settings that every document of a copier.yml adds to, and others that the last one decides.
MERGED = ("_exclude", "_jinja_extensions", "_secret_questions", "_skip_if_exists")


class TemplateError(MlscaffoldError):
    """A template is broken: its author can mend it."""

    exit_code = 2


@dataclass(frozen=True)
class Question:
    """One entry of copier.yml; whatever may hold Jinja is as it was written."""

    key: str
    type: str = ""
    help: str = ""
    default: Any = MISSING
    choices: Any = ()
    multiselect: bool = False
    placeholder: str = ""
    multiline: str | bool = False
    secret: bool = False
    validator: str = ""
    when: str | bool = True
    ask: str | bool = True
    qmark: str | None = None

    @property
    def asked(self) -> bool:
        """Whether a person may answer it; others are worked out."""
        return self.ask is not False and self.when is not False


@dataclass(frozen=True)
class Source:
    """What a template's copier.yml says: its questions, and its settings without their `_`."""

    questions: tuple[Question, ...]
    settings: dict[str, Any]

    def would_run(self, *, tasks: bool = True) -> list[str]:
        """What the template would run on this machine: tasks, and extensions of Jinja."""
        found = [each["command"] if isinstance(each, dict) else each for each in self.tasks]
        shown = [task if isinstance(task, str) else " ".join(map(str, task)) for task in found]
        return [*shown * tasks, *(f"Jinja extension {name}" for name in self.extensions)]

    @property
    def tasks(self) -> list[Any]:
        """Commands that run after rendering."""
        return list(self.settings.get("tasks", ()))

    @property
    def extensions(self) -> list[str]:
        """Python classes that Jinja loads."""
        return list(self.settings.get("jinja_extensions", ()))


def read(folder: Path) -> Source:
    """Read the questions of a template's folder."""
    files = [f for f in folder.glob("copier.*") if f.suffix.lower() in (".yml", ".yaml")]
    if len(files) != 1:
        what = "no copier.yml" if not files else "several copier.yml files"
        raise TemplateError(f"`{folder}` has {what}", "give the folder or address of a template")
    entries = merged(files[0], documents(files[0]))
    settings = {key[1:]: value for key, value in entries.items() if key.startswith("_")}
    secret = settings.get("secret_questions", ())
    asked = [(key, entry) for key, entry in entries.items() if not key.startswith("_")]
    questions = (question(key, entry, secret=key in secret) for key, entry in asked)
    return Source(tuple(questions), settings)


def documents(file: Path) -> list[dict[str, Any]]:
    """All documents of a YAML file, with those that it includes."""
    import yaml

    class Loader(yaml.SafeLoader):
        """With `!include`, which Copier has."""

    def include(loader: Any, node: Any) -> list[Any]:
        pattern = str(loader.construct_scalar(node))
        root = file.parent.resolve()
        # Copier takes them as the file system lists them: every machine has the same order here.
        absolute = PurePosixPath(pattern).is_absolute()
        found = [] if absolute else sorted(root.glob(pattern))
        missing = absolute or not (found or "*" in pattern)
        if missing or not all(each.resolve().is_relative_to(root) for each in found):
            raise TemplateError(f"`{file}` includes `{pattern}`, which is not in the template")
        texts = (each.read_text(encoding="utf-8") for each in found)
        return [part for text in texts for part in yaml.load_all(text, Loader) if part]

    Loader.add_constructor("!include", include)
    try:
        return flat(yaml.load_all(file.read_text(encoding="utf-8"), Loader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise TemplateError(f"`{file}` cannot be read: {reason}", "mend the template") from error


def flat(parts: Any) -> list[dict[str, Any]]:
    """Documents, those in lists of their own taken out of them."""
    lists = (flat(part) if isinstance(part, list) else [part] for part in parts if part)
    return [part for found in lists for part in found]


def merged(file: Path, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Documents as one, in Copier's order: later ones win and their questions come last."""
    if not all(isinstance(part, dict) for part in parts):
        raise TemplateError(f"`{file}` holds no questions", "give the address of a template")
    result: dict[str, Any] = {}
    for part in parts:
        result.update({str(key): value for key, value in part.items()})
    for key in MERGED:
        if key in result:
            result[key] = [each for part in parts for each in part.get(key, ())]
    return result


def question(key: str, entry: Any, *, secret: bool) -> Question:
    """One entry of copier.yml as a question; a plain value is its default."""
    details = dict(entry) if isinstance(entry, dict) else {"default": entry}
    unknown = details.keys() - Question.__dataclass_fields__.keys()
    if unknown:
        raise TemplateError(f"question `{key}` has an unknown property `{min(unknown)}`")
    if secret or details.get("secret"):
        details["secret"] = True
        if "default" not in details:
            raise TemplateError(f"question `{key}` is secret and has no default")
    name = type(details.get("default", MISSING)).__name__
    details["type"] = details.get("type") or (name if name in TYPES else "yaml")
    return Question(key=key, **details)
