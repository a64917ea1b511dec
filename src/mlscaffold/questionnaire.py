"""The questions of a template, without a terminal: what is asked, with which default."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.names import nearest
from mlscaffold.templates import Template


@dataclass(frozen=True)
class Question:
    """One entry of a template's copier.yml."""

    key: str
    type: str
    help: str
    default: Any
    choices: dict[str, Any]
    asked: bool


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a template, in order."""

    questions: tuple[Question, ...]
    folder_name: str

    def check_keys(self, answers: dict[str, Any]) -> None:
        """Refuse answers to questions that the template does not ask; Copier would ignore them."""
        keys = [question.key for question in self.questions]
        for key in answers:
            if key not in keys:
                near = nearest(key, keys)
                hint = f"did you mean `{near}`?" if near else f"its questions: {', '.join(keys)}"
                raise UsageError(f"the template has no question `{key}`", hint)

    def check_asked(self, answers: dict[str, Any]) -> None:
        """Refuse a person's answers to what is worked out from the data."""
        for question in self.questions:
            if question.key in answers and not question.asked:
                keys = ", ".join(q.key for q in self.questions if q.asked)
                hint = f"what can be set: {keys}"
                raise UsageError(f"`{question.key}` follows from the other answers", hint)

    def default(self, question: Question, answers: dict[str, Any]) -> Any:
        """A question's default, rendered from the answers before it as Copier does."""
        if not isinstance(question.default, str):
            return question.default
        values = {"_folder_name": self.folder_name, **answers}
        return self._jinja.from_string(question.default).render(values).strip()

    @cached_property
    def _jinja(self) -> Any:
        from jinja2.sandbox import SandboxedEnvironment

        filters = "jinja2_ansible_filters.AnsibleCoreFiltersExtension"
        return SandboxedEnvironment(extensions=[filters])


def load(template: Template, *, folder_name: str) -> Questionnaire:
    """Read a template's questions; keys that begin with `_` are Copier's settings."""
    import yaml

    text = (template.folder / "copier.yml").read_text(encoding="utf-8")
    entries = yaml.safe_load(text).items()
    questions = tuple(question(key, entry) for key, entry in entries if not key.startswith("_"))
    return Questionnaire(questions, folder_name)


def question(key: str, entry: dict[str, Any]) -> Question:
    """One entry of copier.yml as a question."""
    choices = entry.get("choices", {})
    return Question(
        key=key,
        type=entry.get("type", "yaml"),
        help=entry.get("help", key),
        default=entry.get("default"),
        choices=choices if isinstance(choices, dict) else {str(c): c for c in choices},
        asked=entry.get("ask", True) is not False,
    )
