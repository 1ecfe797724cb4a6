"""How Sphinx makes the manual. The language, and what hangs on it, come from `manual.__main__`."""

from greffier import __version__

project = "greffier"
author = "greffier"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "manual.projection", "manual.wording"]
root_doc = "index"
exclude_patterns: list[str] = []
nitpicky = True

myst_heading_anchors = 6
myst_enable_extensions = ["attrs_inline"]
in_both_languages = [
    "decisions",
    "how-to",
    "reference",
    "accuracy",
    "benchmarks",
    "scale",
    "security",
    "supply-chain",
    "reliability",
]
smartquotes = False  # both languages are typed as they are to stand

html_theme = "furo"
templates_path = ["theme/templates"]
html_static_path = ["theme/static"]
html_css_files = ["manual.css"]
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_permalinks_icon = "#"
html_sidebars = {
    "**": [
        "sidebar/brand.html", "sidebar/other-language.html", "sidebar/search.html", "sidebar/scroll-start.html",
        "sidebar/navigation.html", "sidebar/scroll-end.html",
    ]
}  # fmt: skip
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
maximum_signature_line_length = 88
autodoc_preserve_defaults = True
add_module_names = False
default_role = "literal"  # docstrings put names between single backticks
# What stands in a signature and has no page here: types of other libraries, and our aliases.
nitpick_ignore_regex = [("py:.*", r".*")]
pygments_style = "default"
pygments_dark_style = "github-dark"
