//! Limits on how much of an answer is read, and on how many diagnostics are reported.

/// The most bytes that are read. Plivo says "100 Kb" (<https://docs.plivo.com/docs/voice/xml/request>) without saying
/// whether that is 100,000 or 102,400 bytes. This is the larger value. Above [`SURELY_TAKEN`] there is a warning.
pub const LARGEST: usize = 102_400;
/// The smaller meaning of 100 kB: an answer up to this size is certainly accepted.
pub const SURELY_TAKEN: usize = 100_000;
/// The deepest nesting that is read. Real speech markup nests only a few levels.
pub const DEEPEST: usize = 64;
/// The most diagnostics. Nobody reads more, and each one may cost another scan of the rest of the text.
pub const MOST_DIAGNOSTICS: usize = 100;
