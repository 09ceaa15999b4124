//! What stays on this computer: SQLite and the keychain.
