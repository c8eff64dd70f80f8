"""The window: Qt, and nothing but Qt; every action is a call to sessions/."""
