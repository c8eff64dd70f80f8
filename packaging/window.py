"""The packaged window: `intellisession-desktop`."""

from intellisession_desktop.__main__ import window

if __name__ == "__main__":
    window()
