"""A view of lines that scrolls."""

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


class LineView(ScrollView):
    """Lines of which those on the screen are drawn; its scroll bars are drawn again only if they change.

    Textual would lay out the whole screen at each change of their number, and draw all scroll bars at each layout. What
    begins with an underscore is its own: no public method sets the number, or the size on the screen, without that. If
    Textual renames it, scroll bars are drawn more often, which a test of the reader's boxes counts.
    """

    def set_extent(self, size: Size) -> None:
        """Set the columns and lines that there are."""
        self.set_reactive(Widget.virtual_size, size)
        self._refresh_scrollbars()
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = size.height
        if self.show_horizontal_scrollbar:
            self.horizontal_scrollbar.window_virtual_size = size.width

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Take another size on the screen. Textual gives that as the size of the lines as well."""
        return super()._size_updated(size, self.virtual_size, container_size, layout)
