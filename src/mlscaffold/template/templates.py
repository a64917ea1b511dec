"""A template: the built-in one, which travels inside the package, or one that was fetched."""

import re
from dataclasses import dataclass
from pathlib import Path

NAME = "end-to-end-project"
SCHEME = "mlscaffold:"
COPY = re.compile(rf"^_copy_of: {NAME}\s*$", re.MULTILINE)
# Modules whose names are not those of their packages, and those of the project's own tests.
OTHER_MODULES = {"attr", "dateutil", "git", "google", "hydra", "mpl_toolkits", "pylab"}
OTHER_MODULES |= {"sample", "sklearn", "test", "tests", "yaml", "zc"}


@dataclass(frozen=True)
class Template:
    """A folder with a copier.yml, and the name and version that its projects record.

    Of other people's templates also the address, and the version that was taken. One that is
    `trusted` may load code of its own, and read this machine.
    """

    name: str
    folder: Path
    address: str = ""
    ref: str = ""
    trusted: bool = False

    @property
    def is_built_in(self) -> bool:
        """Whether it came with this package."""
        return not self.address

    @property
    def is_end_to_end(self) -> bool:
        """Whether it is the built-in one, or says that it is a copy of it, such as a course's.

        It then asks the same questions, and its projects are named, locked and run alike.
        """
        return self.is_built_in or bool(self.copy_of)

    @property
    def installs(self) -> bool:
        """Whether its projects are locked and installed: uv builds what their pyproject.toml names."""
        return self.is_built_in or (self.trusted and self.is_end_to_end)

    @property
    def copy_of(self) -> str:
        """The template that it says to be a copy of, if that is the built-in one."""
        file = self.folder / "copier.yml"
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        return NAME if COPY.search(text) and self.constraints.is_file() else ""

    @property
    def origin(self) -> str:
        """The address that its projects record."""
        return self.address or f"{SCHEME}{self.name}"

    @property
    def version(self) -> str:
        """The released version; of other people's the tag."""
        if not self.is_built_in:
            return self.ref
        return (self.folder / "VERSION").read_text(encoding="utf-8").strip()

    @property
    def bundle(self) -> Path:
        """The file that holds the released versions of the built-in one, a tag for each."""
        return self.folder.with_name(f"{self.name}.bundle")

    @property
    def constraints(self) -> Path:
        """Versions that were tested together, one `name==version ; marker` to a line."""
        return self.folder / "constraints.txt"

    @property
    def modules(self) -> set[str]:
        """Names that a project's own package would hide from it: its packages and their modules."""
        lines = self.constraints.read_text(encoding="utf-8").splitlines()
        packages = {line.partition("==")[0].replace("-", "_") for line in lines}
        return packages | OTHER_MODULES


def built_in() -> Template:
    """The template in the installed package or, in a checkout, beside the source."""
    here = Path(__file__).parents[1]  # the package
    places = (here / "_templates" / NAME, here.parents[1] / "templates" / NAME)
    return Template(NAME, next(place for place in places if place.is_dir()))
