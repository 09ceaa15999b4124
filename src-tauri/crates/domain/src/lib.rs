//! What is true whatever the network does: numbers, drafts, merge, plans, rules.
