import pytest

from mlscaffold import questionnaire
from mlscaffold.errors import UsageError
from mlscaffold.templates import built_in


@pytest.fixture
def questions() -> questionnaire.Questionnaire:
    return questionnaire.load(built_in(), folder_name="Food Times")


def test_unknown_answers_are_refused_with_the_nearest(
    questions: questionnaire.Questionnaire,
) -> None:
    with pytest.raises(UsageError, match="no question `auther`") as caught:
        questions.check_keys({"auther": "Ada"})
    assert caught.value.hint == "did you mean `author`?"


def test_defaults_follow_from_earlier_answers(questions: questionnaire.Questionnaire) -> None:
    by_key = {question.key: question for question in questions.questions}
    assert questions.default(by_key["project_name"], {}) == "Food Times"
    answers = {"project_name": "Food Times"}
    assert questions.default(by_key["package"], answers) == "food_times"
    assert questions.default(by_key["target"], {"task": "regression"}) == "minutes"


def test_few_questions_are_asked(questions: questionnaire.Questionnaire) -> None:
    assert sum(question.asked for question in questions.questions) <= 9
