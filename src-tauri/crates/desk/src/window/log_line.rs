//! What a line of the app's log may contain.

use domain::mask::mask_urls;
use domain::shown::shown;

/// The longest text of a line, in characters.
const LONGEST: usize = 2_000;

/// Makes one harmless line of it, without the secrets of URLs.
pub fn for_the_log(text: &str) -> String {
    shown(&mask_urls(text), LONGEST)
}
