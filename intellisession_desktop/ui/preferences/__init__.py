"""Settings, the practice, the consent form, backup, passphrase, and what the program is."""
