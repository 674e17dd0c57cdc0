"""Draws what never changes in a template once for each language, not on every page."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, TypeGuard
from uuid import UUID
from weakref import WeakSet

from django.template import Context, Engine, Template
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    Variable,
    render_value_in_context,
)
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from advocacy.addresses import address
from advocacy.speech import gettext


class Loader(cached.Loader):
    """Django's cached loader, whose templates have their constant parts folded."""

    def __init__(self, engine: Engine, loaders: list[str]) -> None:
        super().__init__(engine, loaders)
        self.folded: WeakSet[Template] = WeakSet()

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        if template not in self.folded:
            for nodes in list(inside(template.nodelist)):
                fold(nodes)
            self.folded.add(template)
        return template

    def reset(self) -> None:
        """Forget all templates, as after a change of a file."""
        super().reset()
        self.folded.clear()


class Constant(Node):
    """Nodes whose output depends on the language and on where the product is mounted, only."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes, self.drawn = nodes, dict[tuple[str | None, str, bool], str]()
        self.token, self.origin = nodes[0].token, nodes[0].origin

    def render(self, context: Context) -> str:
        key = (get_language(), get_script_prefix(), context.autoescape)
        if key not in self.drawn:
            self.drawn[key] = "".join(str(node.render(context)) for node in self.nodes)
        return self.drawn[key]

    def render_annotated(self, context: Context) -> str:
        return self.render(context)


class Address(Node):
    """A node that leads to records; it asks the routes once, unless it is given other keys."""

    def __init__(self, node: URLNode) -> None:
        self.node, self.name, self.args = node, str(node.view_name.var), node.args
        self.token, self.origin = node.token, node.origin

    def render(self, context: Context) -> str:
        keys = [expression.resolve(context) for expression in self.args]
        if any(type(key) is not UUID for key in keys):
            return str(self.node.render(context))
        return address(self.name, *keys)

    def render_annotated(self, context: Context) -> str:
        return self.render(context)


class Sentence(Node):
    """A translated sentence with values in it; its pattern is looked up once for each language."""

    def __init__(self, node: BlockTranslateNode) -> None:
        self.given, self.asvar = node.extra_context, node.asvar
        self.message, self.names = node.render_token_list(node.singular)
        self.token, self.origin = node.token, node.origin

    def render(self, context: Context) -> str:
        own = {name: value.resolve(context) for name, value in self.given.items()}
        values = {
            name: render_value_in_context(own.get(name, context.get(name, "")), context)
            for name in self.names
        }
        try:
            said = SafeString(gettext(self.message) % values)
        except (KeyError, ValueError):  # a slip in a translation must not cost the page
            said = SafeString(self.message % values)
        if not self.asvar:
            return said
        context[self.asvar] = said
        return ""

    def render_annotated(self, context: Context) -> str:
        return self.render(context)


def inside(nodes: NodeList) -> Iterator[NodeList]:
    """This list of nodes and all lists within it."""
    yield nodes
    for node in nodes:
        for name in (*node.child_nodelists, "conditions_nodelists"):
            found = getattr(node, name, None)
            if isinstance(found, NodeList):
                yield from inside(found)
            elif name == "conditions_nodelists" and found:
                for _condition, nodelist in found:
                    yield from inside(nodelist)


def fold(nodes: NodeList) -> None:
    """Put one constant in the place of all that stand together, and look up routes once."""
    folded: list[Node] = []
    for constant, found in groupby(nodes, key=is_constant):
        run = list(found)
        if constant and any(not isinstance(node, TextNode) for node in run):
            folded.append(Constant(run))
        else:
            folded += map(quicker, run)
    nodes[:] = folded


def quicker(node: Node) -> Node:
    """The node, or one that draws the same with less work."""
    if leads_to_records(node):
        return Address(node)
    return Sentence(node) if is_sentence(node) else node


def is_sentence(node: Node) -> TypeGuard[BlockTranslateNode]:
    """Whether a node translates a sentence that has no plural and means the same everywhere."""
    return isinstance(node, BlockTranslateNode) and not node.plural and node.message_context is None


def leads_to_records(node: Node) -> TypeGuard[URLNode]:
    """Whether a node is the address of a route of ours that takes nothing but keys."""
    return (
        isinstance(node, URLNode)
        and bool(node.args)
        and not (node.kwargs or node.asvar)
        and literal(node.view_name)
        and ":" not in str(node.view_name.var)
    )


def is_constant(node: Node) -> bool:
    """Whether a node draws the same for every person and every page of a language."""
    match node:
        case TextNode():
            return True
        case TranslateNode():
            return not node.asvar and not node.message_context and literal(node.filter_expression)
        case URLNode():
            return not node.asvar and not node.args and not node.kwargs and literal(node.view_name)
        case StaticNode():
            return not node.varname and literal(node.path)
        case SimpleNode():
            given = (*node.args, *node.kwargs.values())
            fixed = getattr(node.func, "same_for_all", False)
            return bool(fixed and node.target_var is None and all(map(literal, given)))
    return False


def literal(expression: FilterExpression) -> bool:
    """Whether an expression is a word in quotes or a number, without a filter."""
    named = isinstance(expression.var, Variable) and expression.var.lookups is not None
    return not expression.filters and not named
