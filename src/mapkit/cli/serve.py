"""`mapkit serve`: the app on any atlas."""

import click

from mapkit.errors import MissingExtra

PORT = 8501


@click.command()
@click.argument("path", type=click.Path(exists=True))
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="The port to listen on.")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.option("--edit", is_flag=True, help="Let the page write to the atlas.")
def serve(path: str, port: int, no_browser: bool, edit: bool) -> None:
    """Show the atlas at PATH in a browser.

    Until Ctrl-C. The server listens on the loopback address: nobody else on the network can see it.
    """
    try:
        from mapkit.app.serving import serve as run  # noqa: PLC0415 - loads the whole app
    except ModuleNotFoundError as error:
        raise MissingExtra("app", error.name or "streamlit") from error
    run(path, port=port, browser=not no_browser, edit=edit)


COMMANDS = (serve,)
