"""The house rules that a machine can check; each refusal says where the thing belongs."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ("bot", "crm", "nlp", "ml", "sandbox")
SLACK = ("slack_sdk", "slack_bolt")
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base_utils"}
BROAD = re.compile(r"bot/(slack/failures\.py|web/.*|cli/.*|clock/.*|deliver/courier\.py)|bench/.*")
# The engine's one file of raw SQL; a backup's snapshot is PostgreSQL's own and nobody else's.
RAW = {"crm/engine/sql.py", "crm/backup/take.py"}
DRIVER = {"crm/engine/sql.py", "crm/migrations/columns.py"}
# A migration is a picture of the tables on one day; it is written once and never edited.
MIGRATIONS = "crm/migrations/versions/"
FOREIGN_TERMS = {"Account", "Organization", "Client", "Opportunity", "Task", "Case"}
TALKS_TO_SLACK = re.compile(r"bot/(?!render/|reference/|settings|manifest|flow/).*|sandbox/.*")
UNSAFE = {"pickle", "cloudpickle", "joblib", "dill", "shelve", "marshal"}
MACHINE = re.compile(r"(?<![\w./])/(work|root|home|Users)/\w")
REGISTRIES = ["index_url", "pypi_org", "pythonhosted_org", "registry_npmjs", "registry=_http"]
REGISTRY = re.compile("|".join(name.replace("_", "[-.]?") for name in REGISTRIES))


@cache
def tracked():
    """Every file of the tree that is or may be committed, below the root."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout: nobody says which files belong to it")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@cache
def sources():
    """Every Python file with its text."""
    return {name: (ROOT / name).read_text("utf-8") for name in tracked() if name.endswith(".py")}


@cache
def trees():
    """Every Python file as it is parsed."""
    return {path: ast.parse(text) for path, text in sources().items()}


def in_product(path):
    return path.split("/")[0] in PRODUCT


def called(tree, *names):
    """The calls of a function or method of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            said = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if said in names:
                yield node


def imported(tree):
    """Every module that is imported, with what is taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", name.name) for name in node.names)


def long_file(path, text, tree):
    lines = text.count("\n")
    if lines > 400:
        yield f"{lines} lines: past 300 a record becomes a folder (forms, commands, card, queries)"


def long_function(path, text, tree):
    if path.startswith(MIGRATIONS):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > 50:
                yield f"{node.name} has {length} lines: its steps belong in functions below it"


def second_commit(path, text, tree):
    if in_product(path) and path != "crm/engine/store.py" and list(called(tree, "commit")):
        yield "commits: only crm/engine/store.py does, at the end of Store.write"


def broad_except(path, text, tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler) or BROAD.fullmatch(path):
            continue
        caught = ast.unparse(node.type) if node.type else "everything"
        if re.search(r"\b(Exception|BaseException|everything)\b", caught):
            yield f"catches {caught}: only the edges do (failures, web, cli, clock, courier)"


def vague_name(path, text, tree):
    if Path(path).stem in VAGUE:
        yield "is named after nothing: a module is a noun of the domain"


def unsafe_store(path, text, tree):
    for module, name in imported(tree):
        if module.split(".")[0] in UNSAFE or "SQLAlchemyJobStore" in {module, name}:
            yield f"imports {module}: models are JSON and arrays, the schedule is one job in memory"
    if list(called(tree, "add_jobstore")):
        yield "adds a job store: what is owed stands in the product's own tables"


def raw_sql(path, text, tree):
    if not in_product(path):
        return
    if ("sqlalchemy", "text") in imported(tree) and path not in RAW:
        yield "imports text: raw SQL belongs in crm/engine/sql.py"
    if list(called(tree, "exec_driver_sql", "executescript")) and path not in DRIVER:
        yield "speaks to the driver: raw SQL belongs in crm/engine/sql.py"


def slack_inside(path, text, tree):
    if not in_product(path) or TALKS_TO_SLACK.fullmatch(path):
        return
    for module, _ in imported(tree):
        if module.split(".")[0] in SLACK:
            yield f"imports {module}: Slack is spoken to in bot/slack, bot/deliver and bot/web"


def retrying_client(path, text, tree):
    if path.split("/")[0] != "bot":
        return
    for call in called(tree, "WebClient", "WebhookClient"):
        given = {word.arg: ast.unparse(word.value) for word in call.keywords}
        if given.get("retry_handlers") != "[]":
            yield "makes a client that retries by itself, which posts twice: retry_handlers=[]"


def foreign_term(path, text, tree):
    if not path.startswith("crm/") or path.startswith("crm/rules/"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            words = set(re.findall(r"[A-Z][a-z]+", node.name)) & FOREIGN_TERMS
            if words:
                yield f"{node.name}: see docs/reference/glossary.md for what we call a {words}"
        if isinstance(node, ast.Assign) and ast.unparse(node).startswith("__tablename__ = "):
            name = ast.literal_eval(node.value)
            if name.title() in FOREIGN_TERMS:
                yield f"a table called {name}: see docs/reference/glossary.md"


LINES = "x = 1\n" * 401
LONG = "def add():\n" + "    x = 1\n" * 51
# Each rule with a file that breaks it.
RULES = (
    (long_file, "crm/sales/deal.py", LINES),
    (long_function, "crm/sales/deal.py", LONG),
    (second_commit, "crm/sales/deal.py", "session.commit()"),
    (broad_except, "crm/sales/deal.py", "try:\n    f()\nexcept Exception:\n    g()"),
    (broad_except, "bot/slack/slash.py", "try:\n    f()\nexcept:\n    g()"),
    (vague_name, "crm/sales/utils.py", ""),
    (unsafe_store, "ml/store.py", "import pickle"),
    (unsafe_store, "bot/clock/due.py", "from apscheduler.jobstores import SQLAlchemyJobStore"),
    (raw_sql, "crm/sales/deal.py", "from sqlalchemy import text"),
    (raw_sql, "bot/web/health.py", "connection.exec_driver_sql('SELECT 1')"),
    (slack_inside, "crm/sales/deal.py", "import slack_sdk"),
    (slack_inside, "bot/render/message.py", "from slack_sdk import WebClient"),
    (retrying_client, "bot/doctor.py", "WebClient(token)"),
    (foreign_term, "crm/models/sales.py", "class Opportunity: ..."),
    (foreign_term, "crm/models/sales.py", "class Deal:\n    __tablename__ = 'account'"),
)


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _, _ in RULES))
def test_the_tree_keeps_the_rule(rule):
    broken = [
        f"{path}: {sentence}"
        for path, text in sources().items()
        for sentence in rule(path, text, trees()[path])
    ]
    assert broken == []


@pytest.mark.parametrize(("rule", "path", "text"), RULES)
def test_the_rule_refuses_with_a_sentence(rule, path, text):
    (sentence,) = rule(path, text, ast.parse(text))
    assert len(sentence.split()) > 4


def test_only_the_store_commits():
    places = [path for path, tree in trees().items() for _ in called(tree, "commit")]
    assert [path for path in places if in_product(path)] == ["crm/engine/store.py"]


@pytest.mark.parametrize("package", PRODUCT)
def test_functions_are_short(package):
    lengths = [
        node.end_lineno - node.lineno + 1
        for path, tree in trees().items()
        if path.startswith(f"{package}/") and not path.startswith(MIGRATIONS)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 25


def test_no_file_names_a_machine_or_a_registry():
    found = [
        f"{name}:{number}"
        for name in tracked()
        if Path(name).suffix in {".py", ".md", ".toml", ".txt", ".yaml", ".js", ".json", ""}
        for number, line in enumerate((ROOT / name).read_text("utf-8", "replace").splitlines(), 1)
        if MACHINE.search(line) or REGISTRY.search(line)
    ]
    assert found == [], "a path of one machine, or a package registry's address"


def test_test_files_have_names_of_their_own():
    names = [Path(path).name for path in sources() if path.startswith("tests/")]
    twice = {name for name in names if names.count(name) > 1} - {"conftest.py"}
    assert twice == set()
