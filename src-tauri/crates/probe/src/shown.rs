//! Texts of a server, made harmless before a person sees them.

/// Enough for a long host name or a path; a hostile server may send far more.
const LONGEST: usize = 160;

/// On one line, with nothing invisible in it, and cut.
pub fn shown(text: &str) -> String {
    domain::shown::shown(text, LONGEST)
}
