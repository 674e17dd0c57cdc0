"""Draws what never changes in a template once for each language, not on every page."""

from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

from django.template import Context, Engine, Template
from django.template.base import FilterExpression, Node, NodeList, Variable
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.translation import get_language


class Loader(cached.Loader):
    """Django's cached loader, whose templates have their constant parts folded."""

    def __init__(self, engine: Engine, loaders: list[str]) -> None:
        super().__init__(engine, loaders)
        self.folded: WeakSet[Template] = WeakSet()

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        if template not in self.folded:
            for nodes in inside(template.nodelist):
                fold(nodes)
            self.folded.add(template)
        return template

    def reset(self) -> None:
        """Forget all templates, as after a change of a file."""
        super().reset()
        self.folded.clear()


class Constant(Node):
    """A node whose output depends on the language and on where the product is mounted, only."""

    def __init__(self, node: Node) -> None:
        self.node, self.drawn = node, dict[tuple[str | None, str, bool], str]()
        self.token, self.origin = node.token, node.origin

    def render(self, context: Context) -> str:
        key = (get_language(), get_script_prefix(), context.autoescape)
        if key not in self.drawn:
            self.drawn[key] = self.node.render(context)
        return self.drawn[key]

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
    """Put a constant in the place of every node that is one."""
    for place, node in enumerate(nodes):
        if is_constant(node):
            nodes[place] = Constant(node)


def is_constant(node: Node) -> bool:
    """Whether a node draws the same for every person and every page of a language."""
    match node:
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
