"""The packaged command line: `intellisession`."""

from intellisession_desktop.__main__ import command_line

if __name__ == "__main__":
    command_line()
