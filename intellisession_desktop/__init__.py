"""IntelliSession Desktop: from a therapy session's recording to a signed progress note, on one computer."""

__version__ = "0.1.0"
