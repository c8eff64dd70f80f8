"""The style sheet, made from the tokens; widgets say what they are by the properties `kind` and `role`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .tokens import (
    BODY,
    HEADING,
    LEAD,
    RADIUS,
    SMALL,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    SPACE_5,
    SPACE_6,
    TARGET,
    TITLE,
    Colours,
)

_LINES = "QLineEdit, QComboBox, QTimeEdit, QSpinBox"
_FIELDS = f"{_LINES}, QTextEdit, QPlainTextEdit"


@dataclass(frozen=True, slots=True)
class StyleSheetFiles:
    """Pictures that the style sheet names by file, drawn in the colours of a theme."""

    tick: Path
    chevron_down: Path
    chevron_up: Path
    dot: Path


def style_sheet(c: Colours, files: StyleSheetFiles) -> str:
    """The style sheet of a theme."""
    return "\n".join(
        (_ground(c), _texts(c), _buttons(c), _fields(c, files), _lists(c), _surfaces(c), _rest(c))
    )


def _ground(c: Colours) -> str:
    return f"""
* {{ font-size: {BODY}px; }}
QWidget {{ color: {c.text}; }}
QMainWindow, QDialog, QWidget[kind="page"] {{ background: {c.canvas}; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.line}; padding: {SPACE_1}px; }}
"""


def _texts(c: Colours) -> str:
    return f"""
QLabel {{ background: transparent; }}
QLabel[kind="title"] {{ font-size: {TITLE}px; font-weight: 600; }}
QLabel[kind="heading"] {{ font-size: {HEADING}px; font-weight: 600; }}
QLabel[kind="lead"] {{ font-size: {LEAD}px; font-weight: 600; }}
QLabel[kind="strong"] {{ font-weight: 600; }}
QLabel[kind="small"] {{ font-size: {SMALL}px; color: {c.muted}; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="good"] {{ color: {c.good}; }}
QLabel[role="danger"] {{ color: {c.danger}; }}
QLabel[role="caution"] {{ color: {c.caution}; }}
QLabel[role="accent"] {{ color: {c.accent}; }}
QLabel[kind="key"] {{ font-family: monospace; font-size: {LEAD}px; padding: {SPACE_3}px;
    background: {c.surface};
    border: 1px solid {c.line}; border-radius: {RADIUS}px; }}
QLabel[kind="recovery-key"] {{ font-family: monospace; font-size: {TITLE}px; font-weight: 600;
    padding: {SPACE_4}px; background: {c.canvas}; border: 1px solid {c.line}; border-radius: {RADIUS}px;
    qproperty-alignment: AlignCenter; }}
QLabel[kind="chip"] {{ background: {c.accent_soft}; color: {c.text}; border-radius: {RADIUS}px;
    padding: 2px {SPACE_2}px; font-size: {SMALL}px; }}
QLabel[kind="chip"][role="caution"] {{ background: {c.caution_soft}; color: {c.caution}; }}
QLabel[kind="chip"][role="good"] {{ background: {c.good_soft}; color: {c.good}; }}
QLabel[kind="chip"][role="danger"] {{ background: {c.danger_soft}; color: {c.danger}; }}
"""


def _buttons(c: Colours) -> str:
    return f"""
QPushButton, QToolButton {{ min-height: {TARGET - 2}px; padding: 0 {SPACE_4}px; border-radius: {RADIUS}px;
    border: 1px solid {c.line}; background: {c.surface}; color: {c.text}; }}
QPushButton:hover, QToolButton:hover {{ background: {c.accent_soft}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.accent}; padding: 0 {SPACE_4 - 1}px;
    min-height: {TARGET - 4}px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c.muted}; background: {c.canvas}; }}
QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.on_accent}; border: 1px solid {c.accent};
    font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {c.accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {c.line}; color: {c.text}; border: 1px solid {c.line}; }}
QPushButton[kind="danger"] {{ background: {c.danger}; color: {c.on_danger}; border: 1px solid {c.danger};
    font-weight: 600; }}
QPushButton[kind="danger"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[kind="danger"]:disabled {{ background: {c.line}; color: {c.text}; border: 1px solid {c.line}; }}
QPushButton[kind="quiet"] {{ background: transparent; border: 1px solid transparent; color: {c.accent};
    padding: 0 {SPACE_2}px; }}
QPushButton[kind="quiet"]:hover {{ background: {c.accent_soft}; color: {c.text}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {c.accent}; padding: 0 {SPACE_2 - 1}px; }}
QPushButton[kind="quiet"]:disabled {{ color: {c.muted}; }}
QPushButton[kind="entry"] {{ background: transparent; border: 1px solid transparent; text-align: left;
    padding: 0 {SPACE_3}px; font-weight: 600; }}
QPushButton[kind="entry"]:hover {{ background: {c.canvas}; }}
QPushButton[kind="entry"]:checked {{ background: {c.accent_soft}; }}
QPushButton[kind="entry"]:focus {{ border: 2px solid {c.accent}; padding: 0 {SPACE_3 - 1}px; }}
QPushButton[kind="chip"] {{ background: {c.accent_soft}; border: 1px solid transparent; color: {c.text};
    padding: 0 {SPACE_3}px; font-size: {SMALL}px; }}
QPushButton[kind="chip"][role="good"] {{ background: {c.good_soft}; color: {c.good}; }}
QPushButton[kind="chip"][role="caution"] {{ background: {c.caution_soft}; color: {c.caution}; }}
QPushButton[kind="chip"][role="danger"] {{ background: {c.danger_soft}; color: {c.danger}; }}
QPushButton[kind="chip"]:hover {{ border: 1px solid {c.edge}; }}
QPushButton[kind="chip"]:focus {{ border: 2px solid {c.accent}; padding: 0 {SPACE_3 - 1}px; }}
QPushButton[kind="primary"][scale="large"] {{ min-height: {TARGET + SPACE_3}px; padding: 0 {SPACE_6}px;
    font-size: {LEAD}px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; padding: 0;
    min-width: {TARGET - 2}px; }}
QToolButton:focus {{ padding: 0; min-width: {TARGET - 4}px; }}
QToolButton:disabled {{ background: transparent; }}
QToolButton:checked {{ background: {c.accent_soft}; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[kind="segment"] {{ border: 0; border-radius: {RADIUS - 2}px; background: transparent;
    color: {c.muted};
    padding: 0 {SPACE_3}px; min-height: {TARGET}px; }}
QPushButton[kind="segment"]:checked {{ background: {c.surface}; color: {c.accent};
    border: 1px solid {c.line}; padding: 0 {SPACE_3 - 1}px; min-height: {TARGET - 2}px; }}
QPushButton[kind="segment"]:focus {{ border: 2px solid {c.accent}; padding: 0 {SPACE_3 - 2}px;
    min-height: {TARGET - 4}px; }}
QPushButton[kind="segment"]:disabled {{ color: {c.muted}; }}
"""


def _fields(c: Colours, files: StyleSheetFiles) -> str:
    return f"""
{_FIELDS} {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; border-radius: {RADIUS}px;
    padding: {SPACE_1}px {SPACE_2}px; selection-background-color: {c.accent};
    selection-color: {c.on_accent}; placeholder-text-color: {c.muted}; }}
{_focused(_FIELDS)} {{ border: 2px solid {c.accent}; padding: {SPACE_1 - 1}px {SPACE_2 - 1}px; }}
QPlainTextEdit[kind="fine"] {{ font-size: {SMALL}px; }}
{_LINES} {{ min-height: {TARGET - 2}px; padding: 0 {SPACE_2}px; }}
{_focused(_LINES)} {{ min-height: {TARGET - 4}px; padding: 0 {SPACE_2 - 1}px; }}
{_focused(_FIELDS).replace(":focus", ":disabled")} {{ background: {c.canvas};
    color: {c.muted}; border: 1px solid {c.line}; }}
QTextEdit[kind="in-place"] {{ padding: 5px {SPACE_1}px 2px {SPACE_1}px; border: 1px solid {c.accent};
    border-radius: {SPACE_1}px; }}
QTextEdit[kind="in-place"]:focus {{ padding: 4px {SPACE_1 - 1}px 1px {SPACE_1 - 1}px; }}
QComboBox::drop-down {{ border: 0; width: {SPACE_4 + SPACE_2}px; }}
QComboBox::down-arrow {{ image: url("{files.chevron_down.as_posix()}");
    width: {SPACE_4}px; height: {SPACE_4}px; }}
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button {{ border: 0;
    background: transparent; width: {SPACE_4 + SPACE_1}px; }}
QSpinBox::up-arrow, QTimeEdit::up-arrow {{ image: url("{files.chevron_up.as_posix()}"); width: {SPACE_3}px; }}
QSpinBox::down-arrow, QTimeEdit::down-arrow {{ image: url("{files.chevron_down.as_posix()}");
    width: {SPACE_3}px; }}
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus {{ background: {c.raised}; color: {c.text};
    border: 1px solid {c.line}; border-radius: 0; padding: {SPACE_1}px;
    selection-background-color: {c.accent_soft}; selection-color: {c.text};
    outline: 0; }}
QComboBox QAbstractItemView::item {{ min-height: {TARGET}px; }}
QCheckBox, QRadioButton {{ spacing: {SPACE_2}px; min-height: {TARGET}px; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 18px; height: 18px; border: 1px solid {c.edge};
    border-radius: {SPACE_1}px; background: {c.surface}; }}
QRadioButton::indicator {{ border-radius: 10px; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {c.accent}; width: 16px;
    height: 16px; }}
QCheckBox:focus, QRadioButton:focus {{ color: {c.accent}; outline: 0; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
    image: url("{files.tick.as_posix()}"); }}
QRadioButton::indicator:checked, QRadioButton::indicator:checked:focus {{ border: 6px solid {c.accent};
    width: 8px; height: 8px; }}
QLineEdit[role="danger"] {{ border: 1px solid {c.danger}; }}
QLineEdit[role="danger"]:focus {{ border: 2px solid {c.danger}; }}
"""


def _focused(widgets: str) -> str:
    return ", ".join(f"{widget}:focus" for widget in widgets.split(", "))


def _lists(c: Colours) -> str:
    return f"""
QListView, QTableView {{ background: {c.surface}; border: 0; outline: 0; }}
QListView::item, QTableView::item {{ min-height: {TARGET}px; padding: {SPACE_1}px {SPACE_2}px;
    color: {c.text};
    border-radius: {RADIUS - 2}px; }}
QListView::item:hover {{ background: {c.canvas}; }}
QListView::item:selected, QTableView::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QListView:focus, QTableView:focus {{ border: 2px solid {c.accent}; border-radius: {RADIUS}px; }}
QListView[kind="rows"], QListView[kind="rows"]:focus {{ background: transparent; border: 0; }}
QTableView::item {{ border-radius: 0; }}
QListView[kind="pages"], QListView[kind="pages"]:focus {{ background: transparent; border: 0; }}
QListView[kind="pages"]::item {{ border: 2px solid transparent; }}
QListView[kind="pages"]::item:focus {{ border: 2px solid {c.accent}; }}
QHeaderView::section {{ background: {c.canvas}; color: {c.muted}; border: 0;
    padding: {SPACE_2}px {SPACE_2 + 3}px; font-size: {SMALL}px; font-weight: 600; }}
QTableView {{ gridline-color: {c.line}; }}
QCalendarWidget QWidget {{ background: {c.raised}; }}
QCalendarWidget QTableView, QCalendarWidget QTableView:focus {{ background: {c.raised}; border: 0;
    border-radius: 0; }}
QCalendarWidget QTableView::item {{ min-height: 0; padding: 0; }}
QMenu {{ background: {c.raised}; border: 1px solid {c.line}; padding: {SPACE_1}px; }}
QMenu::item {{ padding: {SPACE_2}px {SPACE_5}px {SPACE_2}px {SPACE_3}px; border-radius: {SPACE_1}px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.muted}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: {SPACE_1}px {SPACE_2}px; }}
QMenu::icon {{ padding-left: {SPACE_2}px; }}
"""


def _surfaces(c: Colours) -> str:
    banners = "".join(
        f"""
QFrame[kind="banner"][role="{role}"] {{ background: {ground}; border: 0; border-left: 3px solid {edge};
    border-radius: {SPACE_1}px; }}"""
        for role, ground, edge in (
            ("info", c.accent_soft, c.accent),
            ("caution", c.caution_soft, c.caution),
            ("danger", c.danger_soft, c.danger),
            ("good", c.good_soft, c.good),
        )
    )
    return f"""
QFrame[kind="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {RADIUS}px; }}
QFrame[kind="mark"] {{ background: {c.accent_soft}; border: 0; border-radius: {SPACE_4}px; }}
QFrame[kind="inset"] {{ background: {c.canvas}; border: 1px solid {c.line}; border-radius: {RADIUS}px; }}
QFrame#answer:focus {{ border: 1px solid {c.accent}; }}
QFrame[kind="side"] {{ background: {c.surface}; border: 0; border-right: 1px solid {c.line}; }}
QFrame[kind="bar"] {{ background: {c.surface}; border: 0; border-bottom: 1px solid {c.line}; }}
QFrame[kind="popup"] {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: {RADIUS}px; }}
QFrame[kind="strip"] {{ background: {c.surface}; border: 0; border-top: 1px solid {c.line}; }}
QFrame[kind="segments"] {{ background: {c.canvas}; border: 1px solid {c.line}; border-radius: {RADIUS}px; }}
QFrame[kind="drop"] {{ background: {c.canvas}; border: 1px dashed {c.edge}; border-radius: {RADIUS}px; }}
QFrame[kind="drop"][role="over"] {{ background: {c.accent_soft}; border: 2px dashed {c.accent}; }}
QFrame[kind="risk"] {{ background: {c.surface}; border: 1px solid {c.line}; border-left: 4px solid {c.danger};
    border-radius: {SPACE_1}px; }}
QWidget[kind="paper"] {{ background: {c.surface}; }}
QFrame[kind="rule"] {{ background: {c.line}; border: 0; max-height: 1px; min-height: 1px; }}
{banners}
"""


def _rest(c: Colours) -> str:
    return f"""
QScrollArea, QScrollArea > QWidget > QWidget[kind="column"] {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: {SPACE_3}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {SPACE_3}px; margin: 0; }}
QScrollBar::handle {{ background: {c.line}; border-radius: {SPACE_1}px; min-height: {TARGET}px;
    margin: 2px; }}
QScrollBar::handle:hover {{ background: {c.edge}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {c.line}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
QProgressBar[role="good"]::chunk {{ background: {c.good}; }}
QProgressBar[role="caution"]::chunk {{ background: {c.caution}; }}
QProgressBar[role="danger"]::chunk {{ background: {c.danger}; }}
QSplitter::handle {{ background: {c.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
"""
