"""The encrypted database: keys, migrations, repositories and the audit log."""
