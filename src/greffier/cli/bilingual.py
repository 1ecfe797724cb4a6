"""click in the language of the interface: help, usage and errors are looked up when they are shown."""

from __future__ import annotations

import os

import click

from greffier.errors import InputError
from greffier.intake import known_language, parse_date
from greffier.lexicon import Interface, load_interface
from greffier.settings import interface_language

__all__ = ["Command", "Day", "Group", "LanguageCode", "OneOf", "Share", "Whole", "spoken", "usage_sentence"]


def spoken() -> Interface:
    """The interface in the language that the environment asks for."""
    return load_interface(interface_language(os.environ))


class Command(click.Command):
    """A command whose help is translated."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", spoken().say("[OPTIONS]"))
        formatter.write_usage(ctx.command_path, pieces, prefix=spoken().say("Usage:") + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(spoken().say(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options with their help."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [r for r in (option.get_help_record(ctx) for option in options) if r is not None]
        with formatter.section(spoken().say("Options")):
            formatter.write_dl([(names, spoken().say(words)) for names, words in records])


class Group(Command, click.Group):
    """A group of commands whose help is translated."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a person meets them."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        commands = [(name, self.commands[name]) for name in self.list_commands(ctx)]
        with formatter.section(spoken().say("Commands")):
            formatter.write_dl([(name, spoken().say(command.help or "").split(". ")[0]) for name, command in commands])


class OneOf(click.Choice[str]):
    """One of a few words, with an error that we word."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word. Raises InputError when it is none of them."""
        if value not in self.choices:
            known = ", ".join(self.choices)
            raise InputError("{name}: {value!r} is none of {known}.", name=_name(param), value=value, known=known)
        return value


class Day(click.ParamType[object]):
    """An ISO date."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """The day. Raises InputError when it is no date."""
        return parse_date(value, _name(param)) if isinstance(value, str) else value


class LanguageCode(click.ParamType[object]):
    """A language that greffier has data for."""

    name = "code"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """The code. Raises InputError when the language is unknown."""
        return known_language(value, _name(param)) if isinstance(value, str) else value


class Share(click.ParamType[float]):
    """A number from 0 to 1."""

    name = "0-1"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises InputError when it is none, or out of bounds."""
        try:
            share = float(str(value).replace(",", "."))
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            raise InputError("{name}: {value!r} is no number from 0 to 1.", name=_name(param), value=value)
        return share


class Whole(click.ParamType[int]):
    """A whole number between bounds, both included."""

    name = "N"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises InputError when it is none, or out of bounds."""
        try:
            number = int(str(value))
        except ValueError:
            number = self.low - 1
        if not self.low <= number <= self.high:
            sentence = "{name}: {value!r} is no whole number from {low} to {high}."
            raise InputError(sentence, name=_name(param), value=value, low=self.low, high=self.high)
        return number


def _name(param: click.Parameter | None) -> str:
    if isinstance(param, click.Argument) and param.metavar:
        return param.metavar
    return max(param.opts, key=len) if param is not None else "?"


def _missing(param: click.Parameter) -> str:
    """A parameter as the usage line names it: an option by itself, an argument by its word."""
    if isinstance(param, click.Option):
        return _name(param)
    return (param.metavar or param.human_readable_name.upper()).strip("[]….")


def usage_sentence(error: click.UsageError) -> str:
    """What is wrong with the command line, and where to look, in the language of the interface."""
    interface = spoken()
    path = error.ctx.command_path if error.ctx is not None else "greffier"
    match error:
        case click.NoSuchOption():
            what = interface.say("there is no option {name}.", name=error.option_name)
        case click.NoSuchCommand():
            what = interface.say("there is no command {name!r}.", name=error.command_name)
        case click.MissingParameter() if error.param is not None:
            what = interface.say("{name} is missing.", name=_missing(error.param))
        case click.BadOptionUsage():
            what = interface.say("{name} needs a value.", name=error.option_name)
        case _:
            what = interface.say("the command line is not understood ({reason})", reason=error.format_message())
    return f"{what} {interface.say('See: {path} --help', path=path)}"
