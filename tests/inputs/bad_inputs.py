"""Some hundred inputs that must be refused: names, paths, answers, presets, files of answers."""

import itertools
from collections.abc import Iterator

Case = tuple[str, list[str], dict[str, bytes]]

LONG = "x" * 61
NAMES = [
    *(
        "My Projekt!",
        "1abc",
        "-x-",
        "_a",
        "a/b/c",
        "ü",
        "日本",
        "a\nb",
        "a\tb",
        "a\x1b[31mb",
        "é" * 5,
    ),
    *(
        "food🍕",
        "a*b",
        "a?b",
        "a:b",
        "a|b",
        "a<b",
        "a>b",
        'a"b',
        "a'b",
        "a`b`",
        "a$HOME",
        "a;b",
        "a&b",
    ),
    *("a\\b", "a%b", "a#b", "a,b", "a=b", "a+b", "(a)", "[a]", "{a}", "{{ a }}", "~a", "a~", "a^b"),
    *(
        "json",
        "pandas",
        "class",
        "import",
        "test",
        "tests",
        "git",
        "numpy",
        "sklearn",
        "yaml",
        "duckdb",
    ),
    *(
        "while",
        "async",
        "os",
        "sys",
        "email",
        "dvc",
        "mlflow",
        "fastapi",
        "test-model",
        "attr",
        "pandera",
    ),
    *(
        LONG,
        "x" * 255,
        "x" * 300,
        "a\u200bb",
        "a\u202eb",
        "a\u00a0b",
        "\ufeffa",
        "a\rb",
        "a\x07",
        "a\x7f",
    ),
    *("٣abc", "Ａbc", "ß", "İ", "a\u0301b", "null\x01", "con!", "...", "…", "a/../../b/c", " a!"),
]
ANSWERS = [
    *(
        "author",
        "=x",
        "",
        "=",
        " =x",
        "auther=Ada",
        "author=",
        'author=a"b',
        "author=a\\b",
        "author= ",
    ),
    *(
        "author=a\nb",
        "kind=poem",
        "kind=",
        "kind=1",
        "kind=Classification",
        "kind=class",
        "tracking=maybe",
    ),
    *("kind=[classification]", "task={}", "columns=[]", "package=x", "target=x", "reader=csv"),
    *("cleaning=[]", "headers=x", "most_dropped=1", "source_kind=url", "classes=[a]", "_commit=x"),
    *("_src_path=/", "cost_miss=", "cost_miss=abc", "cost_miss=0", "cost_miss=-1", "cost_miss=nan"),
    *(
        "cost_miss=inf",
        "cost_miss=1e9",
        "cost_miss=1,5",
        "cost_miss=[1]",
        "cost_miss=0x10",
        "TASK=x",
    ),
    *("data_source=web", "data_source=", "data_source=file", "project_name=", "project_name=1"),
    *("project_name=pandas", "project_name=a\nb", "project_name=../x", "project_name=" + LONG),
    *("project_name={{ 1 }}", "project_name=a/b", "project_name=ü", "sample=1", "x" * 300 + "=1"),
    *("ü=1", "a b=1", "author\x00=1", "cost_miss=１００a", "project_name=a\x1bb", "collector=yess"),
]
PRESETS = [
    *(
        b"",
        b"\xff\xfe",
        b"answers",
        b"[answers",
        b"answers = 1",
        b"answers = []",
        b"[answers]\nauthor = ",
    ),
    *(
        b"titel = 'x'",
        b"title = 1",
        b"title = ''\nanswer = 2",
        b"hidden = 'tracking'",
        b"hidden = [1]",
    ),
    *(
        b"hidden = ['trackin']",
        b"[answers]\nauther = 'x'",
        b"[locked]\nkind = 'poem'",
        b"locked = 'x'",
    ),
    *(b"[answers]\nkind = 'poem'", b"[answers]\ncost_miss = 'x'", b"[answers]\ncost_miss = -1"),
    *(b"[answers]\ncolumns = []", b"[locked]\npackage = 'x'", b"version = '9.9'", b"version = 1"),
    *(
        b"template = '/nowhere'",
        b"template = 7",
        b"template = ''\nversion = []",
        b"\x00",
        b"a = 1" * 9,
    ),
    *(
        b"[answers]\nauthor = 'a'\n[locked]\nauthor = 'b'",
        b"[answers]\nauthor = 'a\\b\"'",
        b"a.b.c = 1",
    ),
    *(
        b"[answers]\nauthor = ['a']",
        b"[answers]\nkind = {a = 1}",
        b"[answers]\nauthor = 1979-05-27",
    ),
    *(b"[answers]\nproject_name = 'pandas'", b'title = "a\\u001b[31m"', b"[[answers]]\na = 1"),
    *(b"<html></html>", b'{"answers": {}}', b"answers: {}", b"\xf0\x28\x8c\x28", b'title = """x'),
]
FILES = [
    *(
        b"",
        b"[]",
        b"1",
        b"text",
        b"a",
        b"- a\n- b",
        b"{",
        b"a: [",
        b"a: b: c",
        b"\xff\xfe\x00",
        b"\x00",
    ),
    *(b"auther: Ada", b"kind: poem", b"kind: [classification]", b"cost_miss: x", b"cost_miss: -1"),
    *(
        b"author: ''",
        b"author: [a]",
        b"author: {a: b}",
        b"author: null",
        b"tracking: maybe",
    ),
    *(b"1: 2", b"null: 1", b"? [a]\n: b", b"!!python/object:os.system x", b"&a [*a]", b"a: *b"),
    *(b"project_name: pandas", b"project_name: 1", b"project_name: [x]", b"data_source: file"),
    *(
        b"data_source: 5",
        b"tracking: ''\nkind: x",
        b"\t- a",
        b"a: |\n b\n c: d\n:",
        b"%YAML 9.9\n---\na",
    ),
    *(
        b'author: "a\\nb"',
        b"cost_miss: .nan",
        b"cost_miss: .inf",
        b"cost_miss: 2024-01-01",
        b"kind: true",
    ),
    *(
        b'{"author": }',
        b"{'a': 1",
        b"[1, 2",
        b"<xml/>",
        b"# only a comment",
        b"---\n...\n---\na: 1\n",
    ),
]
PATHS = [
    *(
        "",
        " ",
        "/proc/nowhere/x",
        "/dev/null/x",
        "file.txt",
        "full",
        "a/b/c",
        "/",
        "..",
        "./file.txt/x",
    ),
    *(
        "x" * 256,
        "x/" * 3000 + "y",
        "nul\x00l",
        "~nobody-here/x",
        "full/../full",
        "/etc/passwd",
        "dangling/x",
    ),
]
FLAGS = [
    *(["--kind", "poem"], ["--kind", ""], ["--target", "x"], ["--drop", "x"], ["--keep", "x"]),
    *(
        ["--split", "time"],
        ["--positive", "x"],
        ["--table", "x"],
        ["--no-header"],
        ["--delimiter", ";"],
    ),
    *(
        ["--encoding", "x"],
        ["--query", "SELECT 1"],
        ["--data", "no.csv"],
        ["--data", "no.csv", "--target", "x"],
    ),
    *(
        ["--data", "", "--target", "x"],
        ["--data", "ftp://x/y", "--target", "x"],
        ["--foo"],
        ["--set"],
    ),
    *(["--data", ".", "--target", "x"], ["--data", "file.txt", "--target", "x"], ["--prset", "x"]),
    *(
        ["--preset", ""],
        ["--preset", "nope"],
        ["--preset", "no.toml"],
        ["--preset", "a\x1bb"],
        ["--preset", "."],
    ),
    *(["--answers", "no.yml"], ["--answers", "full"], ["--answers", ""], ["--run", "--no-git"]),
    *(["--template", ""], ["--template", "nope"], ["--template", "-x"], ["--template", "a\nb"]),
    *(
        ["--template", "full"],
        ["--template", "file.txt"],
        ["--ref", "9.9"],
        ["--template", "/nowhere.git"],
    ),
    *(["--template", "file:///nowhere"], ["--template", "full", "--ref", "x"], ["--ref", ""]),
    *(
        ["--kind", "regression", "--set", "kind=classification"],
        ["--set", "kind=regression", "--kind", "x"],
    ),
    *(
        ["--kind", "regression", "--positive", "yes"],
        ["--data"],
        ["--json", "--set", "x"],
        ["extra"],
    ),
]


def cases() -> Iterator[Case]:
    """Each: a name, the arguments of `mlscaffold new`, and files that lie in the folder."""
    for i, name in enumerate(NAMES):
        if "\x00" not in name:
            yield f"name {i}", ["--defaults", "--", name], {}
    for i, answer in enumerate(ANSWERS):
        if "\x00" not in answer:
            yield f"answer {i}", ["demo", "-y", "--set", answer], {}
    for i, text in enumerate(PRESETS[1:]):
        yield f"preset {i}", ["demo", "-y", "--preset", "p.toml"], {"p.toml": text}
    for i, (text, ending) in enumerate(itertools.product(FILES, ["yml"])):
        yield f"answers {i}", ["demo", "-y", "--answers", f"a.{ending}"], {f"a.{ending}": text}
    for i, text in enumerate(PRESETS[1:20]):
        yield f"answers toml {i}", ["demo", "-y", "--answers", "a.toml"], {"a.toml": text}
    for i, text in enumerate(PRESETS[3:13]):
        yield f"config {i}", ["demo", "-y"], {"config/config.toml": text}
    for i, path in enumerate(PATHS):
        yield f"path {i}", ["--defaults", "--", path], {}
    for i, flags in enumerate(FLAGS):
        yield f"flags {i}", ["demo", "-y", *flags], {}
