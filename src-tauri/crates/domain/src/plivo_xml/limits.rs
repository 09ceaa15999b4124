//! How much of an answer is read, and how much is said about it.

/// The most bytes that are read. Plivo says "100 Kb" (<https://docs.plivo.com/docs/voice/xml/request>) and not which
/// kind: this is the larger one, above [`SURELY_TAKEN`] there is a warning.
pub const LARGEST: usize = 102_400;
/// The smaller kind of 100 kB.
pub const SURELY_TAKEN: usize = 100_000;
/// The deepest nesting that is read. Speech marks up a sentence with a handful of elements.
pub const DEEPEST: usize = 64;
/// The most findings. Nobody reads more, and each may cost a second look at the rest of the text.
pub const MOST_FINDINGS: usize = 100;
