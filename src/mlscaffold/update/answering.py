"""The answers for the new version: recorded ones carried over, changed ones, and new questions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mlscaffold.template import questionnaire
from mlscaffold.template.questionnaire import Given, Questionnaire
from mlscaffold.template.recorded import Recorded
from mlscaffold.template.templates import Template
from mlscaffold.template.walk import Walk, settle
from mlscaffold.update.merge.merge import Left

Answers = dict[str, Any]
# Gets what is known and asks the rest, which is all that an update asks; None: nobody is asked.
Ask = Callable[[Questionnaire, Given], Answers] | None


@dataclass(frozen=True)
class Answering:
    """Answers for the new version, and what should be said about them."""

    answers: Answers
    new: tuple[str, ...]
    unasked: Answers  # recorded, and no longer asked
    left: Left
    message: str  # the template's own
    notes: tuple[str, ...]


def answers_for(
    old: Template, new: Template, made: Recorded, carried: Answers, settings: Answers, ask: Ask
) -> Answering:
    """Answer the new version's questions from the recorded answers as the migrations carried them."""
    before, after = (questionnaire.load(each, target=made.folder) for each in (old, new))
    after.check_asked(settings)
    earlier, known = ({each.key for each in side.questions} for side in (before, after))
    unasked = {key: value for key, value in carried.items() if key not in known}
    settled = known - (following(before, made.answers, carried) if settings else set())
    answers = {key: value for key, value in carried.items() if key in settled} | settings
    fresh = tuple(key for key in after.keys if key not in earlier | answers.keys())
    # What somebody has just said is refused, not asked again.
    given = Given(answers, hidden=frozenset(earlier), again=frozenset(answers.keys() - settings))
    # A question is new, or its recorded answer is not accepted any more.
    view = Walk(lambda: after.path(given), asks=ask is not None).view()
    if ask and view.current:
        answers = ask(after, given)
    # Copier takes the default as well where nobody is asked.
    lost = [(each, value) for each, value in view.passed if each.before and each.key in given.again]
    answers = {key: answers[key] for key in answers.keys() - {each.key for each, _ in lost}}
    notes = [f"{each.before}; its default is taken, `{value}`" for each, value in lost]
    message = after.message("message_after_update", answers)
    return Answering(answers, fresh, unasked, left_of(after, answers), message, tuple(notes))


def following(before: Questionnaire, recorded: Answers, carried: Answers) -> set[str]:
    """Answers that are a default made of others, such as a target: they follow what is changed now."""
    defaults = settle(before.path(Given(recorded, again=frozenset(recorded)))).defaults
    made = {each.key for each in before.questions if isinstance(each.default, str)}
    return {
        key for key in made & recorded.keys() if defaults[key] == recorded[key] == carried.get(key)
    }


def left_of(questions: Questionnaire, answers: Answers) -> Left:
    """Files that the template leaves to the project once they are made, as Copier has it."""
    settings = questions.source.settings
    if "skip_if_exists" not in settings and "_copier_operation" not in str(settings.get("exclude")):
        return (), ()
    names = questions.renderer.system({}) | questions.values(answers)

    def rendered(patterns: str, operation: str) -> tuple[str, ...]:
        variables = names | {"_copier_operation": operation}
        texts = (questions.renderer(each, variables) for each in settings.get(patterns, ()))
        return tuple(line for text in texts for line in str(text).splitlines() if line.strip())

    made_once = set(rendered("exclude", "update")) - set(rendered("exclude", "copy"))
    return rendered("skip_if_exists", "update"), tuple(sorted(made_once))
