"""What the parts of a note ask of the pane that shows them: signals go up here, calls come down."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Asking(QObject):
    """Made by the pane and handed down to its sections and statements. A Place says which statement."""

    chosen = Signal(object, bool)
    """A Place was selected, and whether by the keyboard."""
    edit_wanted = Signal(object)
    keep_wanted = Signal(object)
    remove_wanted = Signal(object)
    move_wanted = Signal(object, int)
    """A Place, and the section it shall go to."""
    shift_wanted = Signal(object, int)
    """A Place, and how far down in its section, or up."""
    add_wanted = Signal(int)
    """A new statement at the end of a section."""
    stop_wanted = Signal(int)
    """Of a section's rewriting."""
    undo_wanted = Signal(bool)
    """The last step; or, when True, the one that was undone."""
    menu_wanted = Signal(object, object)
    """A QMenu that is about to be shown for a Place: to be filled."""
    section_menu_wanted = Signal(object, int)
    """The same for a section."""
    key_pressed = Signal(object, object)
    """A statement's row or a section's question, and the QKeyEvent; whoever knows the key accepts it."""
    view_wanted = Signal(object)
    """A QWidget that shall be seen."""
    tabs_changed = Signal()
    """There are other widgets to go through with Tab."""
