//! Sanitises texts from a server before a person sees them.

/// Long enough for a host name or a path. A hostile server may send far more.
const LONGEST: usize = 160;

/// Returns the text on one line, shortened and without invisible characters.
pub fn shown(text: &str) -> String {
    domain::shown::shown(text, LONGEST)
}
