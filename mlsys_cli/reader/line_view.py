"""Lines of text: as a part of a screen, or scrolled over, where only those on the screen are drawn."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from mlsys_cli.render.rich_text import segments


class Lines(Widget):
    """Lines of text that are laid out."""

    DEFAULT_CSS = "Lines { width: 100%; height: auto; background: $background; }"

    lines: Sequence[Text] = ()

    def show(self, lines: Sequence[Text]) -> None:
        """Show other lines."""
        self.lines = lines
        self.styles.height = len(lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of them."""
        base, width = self.rich_style, self.size.width
        if y >= len(self.lines):
            return Strip.blank(width, base)
        strip = Strip([Segment(text, base + style) for text, style in segments(self.lines[y])])
        return strip.adjust_cell_length(width, base)


def clickable(line: Text, action: str, start: int = 0, end: int | None = None) -> Text:
    """A line on which a click, perhaps only on some of its characters, does an action of the screen."""
    line = line.copy()
    line.stylize(Style(meta={"@click": f"screen.{action}"}), start, end)
    return line


class LineView(ScrollView):
    """The base of the page and of lists of rows; each draws its lines itself."""

    DEFAULT_CSS = "LineView { scrollbar-size-vertical: 1; }"

    _base_style: Style | None = None

    @property
    def base_style(self) -> Style:
        """The style of the widget, which Textual would put together for each line."""
        self._base_style = self._base_style or self.rich_style
        return self._base_style

    def notify_style_update(self) -> None:
        """Draw the lines again in other colours."""
        super().notify_style_update()
        self._base_style = None

    @property
    def top(self) -> int:
        """The first line on the screen."""
        return round(self.scroll_y)

    def set_extent(self, size: Size, height: int = 0) -> None:
        """Scroll over so many columns and lines, in a widget that is so high, or stays as high as it is.

        Textual lays the whole screen out when this changes, draws it, and then draws the scroll bar apart. Here that
        happens only if the scroll bar comes or goes, and then once.
        """
        has_bar = size.height > (height or self.size.height)
        if has_bar:
            self.vertical_scrollbar.display = True
            self.vertical_scrollbar.window_virtual_size = size.height
        if has_bar == self.show_vertical_scrollbar and size.width == self.virtual_size.width:
            self.set_reactive(LineView.virtual_size, size)
        else:
            self.show_vertical_scrollbar = has_bar
            self.virtual_size = size
