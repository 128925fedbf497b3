"""Arguments and options that several commands have."""

import click

path_argument = click.argument("path", type=click.Path())
json_option = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")
