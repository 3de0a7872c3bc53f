"""The page's modules: joined in the order of their imports, and found sound by TypeScript and ESLint."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import page_graphs
import pytest
from page_browser import ROOT

import kg
from kg.page import html, scripts

ASSETS = Path(html.__file__).parent / "assets"


def test_a_module_comes_after_what_it_imports_and_once() -> None:
    modules = {
        "main.js": 'import { b } from "./b.js";\nimport "./c.js";\nb();\n',
        "b.js": '// B.\n\nimport {\n  a,\n  d,\n} from "./a.js";\nexport async function b() {\n  // Wait.\n  await a(d); // "\n}\n',
        "c.js": 'import { a } from "./a.js";\n\n/** An export. */\nexport let c = a;\n',
        "a.js": "/**\n * Of /* two *\n * lines.\n */\nexport const a = alert;\nexport class d {}\nexport function* e() {}\n",
    }
    assert scripts.joined("main.js", modules.__getitem__) == (
        'const a=alert;\nclass d{}\nfunction* e(){}\nasync function b(){\nawait a(d); // "\n}\nlet c=a;\nb();\n'
    )


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        (
            {"main.js": 'import "./a.js";\n', "a.js": 'import "./b.js";\n', "b.js": 'import "./a.js";\n'},
            "modules import each other in a circle: main.js → a.js → b.js → a.js",
        ),
        (
            {"main.js": 'import { x as y } from "./a.js";\n', "a.js": "export const x = 1;\n"},
            "main.js: cannot join 'import { x as y } ",
        ),
        ({"main.js": "export default 1;\n"}, "main.js: cannot join 'export default 1;'; write import { x } from"),
        (
            {"main.js": 'import "./a.js";\nconst x = 1;\n', "a.js": "export function x() {}\n"},
            "main.js: 'x' is declared in a.js too; rename one",
        ),
        ({"main.js": 'import { x } from "./gone.js";\n'}, "main.js imports gone.js, which does not exist"),
    ],
)
def test_modules_that_cannot_be_joined(modules: dict[str, str], message: str) -> None:
    def read(name: str) -> str:
        if name not in modules:
            raise FileNotFoundError(name)
        return modules[name]

    with pytest.raises(kg.ExportError) as error:
        scripts.joined("main.js", read)
    assert str(error.value).startswith(message)


def test_no_text_goes_on_in_another_line() -> None:
    """Such a text would lose its indentation where the modules are joined."""
    lines = [line for path in ASSETS.glob("*.js") for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line.count("`") % 2 and not line.lstrip().startswith(("*", "/*"))] == []


def test_the_page_holds_every_part() -> None:
    page = kg.dumps(page_graphs.made(), "html").decode("utf-8")
    for path in ASSETS.iterdir():
        if path.suffix in (".js", ".css"):
            text = path.read_text(encoding="utf-8")
            # The first name that a script declares, the first selector of a style sheet.
            first = re.search(
                r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)|^([^/\n]+) \{$", text, re.MULTILINE
            )
            assert first, path.name
            assert (first[1] or first[2]) in page, path.name


@pytest.mark.node
@pytest.mark.checkout
@pytest.mark.parametrize(
    "command",
    [
        ("typescript/bin/tsc", "--project", "tests/node"),
        (
            "eslint/bin/eslint.js",
            "--config",
            "tests/node/eslint.config.js",
            "--max-warnings=0",
            "kg/page/assets",
            "docs/query",
        ),
    ],
)
def test_modules_are_sound(command: tuple[str, ...], require: Callable[[str, str], str], node: object) -> None:
    """`node` skips, or fails under KG_REQUIRE_ALL=1, where the packages are missing; those of docs/query are read too."""
    program, *arguments = command
    path = ROOT / "tests/node/node_modules" / program
    done = subprocess.run(
        [require("node", "apt-get install nodejs"), str(path), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
