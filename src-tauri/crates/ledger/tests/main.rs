//! The ledger as its till uses and as the world abuses it: real files, real SQLite, every time given.

mod deeds;
mod shop;
