"""The clients: their list, one client's page, and the small dialogs around them."""
