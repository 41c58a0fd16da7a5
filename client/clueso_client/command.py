"""The command `clueso`. Results go to standard output, progress and errors to standard error.

Status 0: everything succeeded; 1: something was refused or failed; 2: the command was wrong, or there is no key;
130: stopped with Ctrl-C.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from clueso_client.bars import Bars
from clueso_client.client import Clueso, is_link
from clueso_client.clock import clock
from clueso_client.errors import CluesoError, NoKey
from clueso_client.files import FORMATS, subjects
from clueso_client.shapes import Project, Status

FAILED, WRONG, STOPPED = 1, 2, 130

app = typer.Typer(
    help="Turn recordings into transcripts and documents. CLUESO_URL names the server (http://127.0.0.1:8000), CLUESO_KEY"
    " is a key from its page Account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line, for programs.")]
Formats = Annotated[
    str, typer.Option("--format", "-f", help=f"Formats, separated by commas: {', '.join(FORMATS)}.")
]
Folder = Annotated[Path, typer.Option("--out", "-o", help="Folder for the files.", file_okay=False)]
MaybeFolder = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder for the finished files.", file_okay=False)
]
Recordings = Annotated[
    list[str],
    typer.Argument(metavar="FILE…", help="Files, or https links to files, which the server fetches."),
]
Ids = Annotated[list[str], typer.Argument(help="Ids of projects, as `clueso list` shows them.")]
ProjectId = Annotated[str, typer.Argument(help="The id of a project, as `clueso list` shows it.")]


def main() -> None:
    app()


@app.command()
def process(
    recordings: Recordings,
    documents: Annotated[
        str | None, typer.Option(help="Documents to write, such as summary,guide. All when left out.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="The spoken language, such as en.")] = None,
    title: Annotated[str | None, typer.Option(help="The title; the file's name when left out.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait until everything is made.")] = True,
    out: MaybeFolder = None,
    formats: Formats = "md",
    as_json: AsJson = False,
) -> None:
    """Upload recordings, or fetch them from links, and make transcripts and documents of them."""
    if title is not None and len(recordings) > 1:
        _fail("--title is for one recording; you named several.", WRONG)
    if out is not None and not wait:
        _fail("--out needs to wait: leave out --no-wait.", WRONG)
    for file in recordings:
        if not is_link(file):
            _demand_file(Path(file))
    kinds = _words(documents) if documents is not None else None
    again = "Run the same command again: an unfinished upload goes on where it stopped."
    with _told(again), Clueso() as clueso:
        begun: dict[str, str] = {}
        with Bars() as bars:
            for name in recordings:
                size_bytes = 0 if is_link(name) else Path(name).stat().st_size
                project = clueso.process(
                    name,
                    title=title,
                    language=language,
                    documents=kinds,
                    seen=partial(bars.send, name, size_bytes),
                )
                begun[project["id"]] = name
                bars.work(project, name)
            shown = {project_id: clueso.project(project_id) for project_id in begun}
            for project in clueso.watch(*begun) if wait else ():
                shown[project["id"]] = project
                bars.work(project, begun[project["id"]])
        for project in shown.values():
            _tell(clueso, project, as_json=as_json)
            if out is not None and project["status"] == "ready":
                _save(clueso, project["id"], _formats(formats), out)
    _end(list(shown.values()))


@app.command(name="list")
def list_projects(
    query: Annotated[str | None, typer.Option("--query", "-q", help="A part of the title.")] = None,
    status: Annotated[
        str | None, typer.Option(help="queued, processing, ready, failed or cancelled.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List projects, newest first."""
    with _told(), Clueso() as clueso:
        wanted: Status | None = status  # type: ignore[assignment]  # the server refuses others, and says which there are
        for project in islice(clueso.projects(query=query, status=wanted), limit):
            _tell(clueso, project, as_json=as_json)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Words; "in quotes" together, -word to leave out.')],
    within: Annotated[
        str, typer.Option("--in", help="titles, transcripts, documents, screens; all when left out.")
    ] = "",
    project: Annotated[str | None, typer.Option(help="Only this project.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Find what is said, written and shown, each with a link to its moment."""
    with _told(), Clueso() as clueso:
        found = clueso.search(query, within=_words(within), project_id=project)
        for hit in islice(found, limit):
            link = clueso.link(hit["project_id"], kind=hit["document_kind"], at_ms=hit["at_ms"])
            if as_json:
                typer.echo(json.dumps(dict(hit) | {"link": link}, ensure_ascii=False))
            else:
                typer.echo(f"{clock(hit['at_ms']):>8}  {hit['title']}: {hit['snippet']}\n          {link}")


@app.command()
def export(
    project: ProjectId,
    document: Annotated[
        str | None, typer.Option(help="Only this document, such as guide; `transcript` for the transcript.")
    ] = None,
    formats: Formats = "md",
    out: Folder = Path(),
) -> None:
    """Save the transcript and the documents of a project as files."""
    with _told(), Clueso() as clueso:
        _save(clueso, project, _formats(formats), out, only=document)


@app.command()
def watch(projects: Ids, as_json: AsJson = False) -> None:
    """Show the progress of projects until nothing changes any more."""
    with _told(), Clueso() as clueso:
        shown: dict[str, Project] = {}
        with Bars() as bars:
            for project in clueso.watch(*projects):
                shown[project["id"]] = project
                bars.work(project)
        for project in shown.values():
            _tell(clueso, project, as_json=as_json)
    _end(list(shown.values()))


@app.command()
def mcp() -> None:
    """Serve the recordings to an agent over MCP, on standard input and output."""
    with _told():
        try:
            from clueso_client.mcp_server import serve
        except ModuleNotFoundError as error:
            _fail(f"{error.name} is not installed. Install it with: pip install 'clueso-client[mcp]'", WRONG)
        serve()


def _save(
    clueso: Clueso, project_id: str, formats: list[str], folder: Path, *, only: str | None = None
) -> None:
    """Write the files of a project into a folder, and print their paths."""
    documents = clueso.documents(project_id)
    folder.mkdir(parents=True, exist_ok=True)
    for format in formats:
        found = subjects(format, documents) if only is None else [None if only == "transcript" else only]
        for kind in found:
            name, data = clueso.export(project_id, format, kind=kind)
            (folder / name).write_bytes(data)
            typer.echo(str(folder / name))


def _tell(clueso: Clueso, project: Project, *, as_json: bool) -> None:
    """Print a project on a line."""
    link = clueso.link(project["id"])
    if as_json:
        typer.echo(json.dumps(dict(project) | {"link": link}, ensure_ascii=False))
        return
    length = clock(project["media"]["duration_ms"]) if project["media"] else "-"
    typer.echo(f"{project['id']}  {project['status']:<10}  {length:>8}  {project['title']}  {link}")


def _end(projects: list[Project]) -> None:
    """Say why projects failed, and leave with status 1 if any did."""
    for project in projects:
        if error := project["error"]:
            typer.echo(f"clueso: {project['title']}: {error['title']}. {error['detail']}", err=True)
    if any(project["status"] in ("failed", "cancelled") for project in projects):
        raise typer.Exit(FAILED)


@contextmanager
def _told(again: str = "") -> Iterator[None]:
    """Turn expected errors into a line on standard error and a status."""
    try:
        yield
    except NoKey as error:
        _fail(str(error), WRONG)
    except CluesoError as error:
        _fail(str(error), FAILED)
    except OSError as error:
        _fail(f"{error.filename or 'A file'}: {error.strerror or error}", FAILED)
    except KeyboardInterrupt:
        _fail(f"Stopped. {again}".strip(), STOPPED)


def _formats(text: str) -> list[str]:
    """Return the formats that a list names. Ends the command if one does not exist."""
    formats = _words(text)
    if unknown := [format for format in formats if format not in FORMATS]:
        _fail(f"There is no format {', '.join(unknown)}. Choose from {', '.join(FORMATS)}.", WRONG)
    return formats


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _demand_file(path: Path) -> None:
    if not path.is_file():
        _fail(f"There is no file {path}.", WRONG)


def _fail(text: str, status: int) -> NoReturn:
    typer.echo(f"clueso: {text}", err=True)
    raise typer.Exit(status)
