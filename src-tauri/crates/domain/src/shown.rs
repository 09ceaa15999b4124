//! Sanitises texts from outside before a person sees them.

/// Returns the text on one line, cut after `longest` characters. Characters that are invisible, that control a terminal
/// or that change the direction of writing are replaced.
pub fn shown(text: &str, longest: usize) -> String {
    let mut shown: String = text.chars().take(longest).map(harmless).collect();
    if text.chars().nth(longest).is_some() {
        shown.push('…');
    }
    shown
}

fn harmless(c: char) -> char {
    let odd = c.is_control() || (c.is_whitespace() && c != ' ') || is_unseen(c);
    if odd { '\u{fffd}' } else { c }
}

/// Whether the character is invisible: Unicode's default-ignorable characters, which include all marks that change the
/// direction of writing, the noncharacters near them, and the Braille blank. Variation selectors do not count, because
/// emoji need them.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn harmless_texts() {
        let check = |text: &str, expected: &str| assert_eq!(shown(text, 160), expected, "{text:?}");
        check("", "");
        check("https://bot.example.com/x?a=1", "https://bot.example.com/x?a=1");
        check("Zürich 你好 ❤\u{fe0f}", "Zürich 你好 ❤\u{fe0f}");
        check("a\r\nb\tc\0d", "a\u{fffd}\u{fffd}b\u{fffd}c\u{fffd}d");
        check("\u{1b}[31mred", "\u{fffd}[31mred");
        check("gpj.\u{202e}exe", "gpj.\u{fffd}exe");
        check("a\u{200b}b\u{feff}", "a\u{fffd}b\u{fffd}");
        check("tag\u{e0041}", "tag\u{fffd}");
        check("\u{61c}a\u{2067}b\u{3164}c\u{ffa0}", "\u{fffd}a\u{fffd}b\u{fffd}c\u{fffd}");
        check("\u{115f}\u{34f}\u{180b}\u{2800}\u{1d173}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(shown("ééé", 3), "ééé");
        assert_eq!(shown("éééé", 3), "ééé…");
    }
}
