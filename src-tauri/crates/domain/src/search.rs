//! Searching in texts: every word of a search must occur, in any case and any compatibility form.

use memchr::memmem::Finder;
use unicode_normalization::UnicodeNormalization;

/// Folds a text for searching: NFKC, and lower case in every script. Both the search and the searched text are folded.
pub fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfkc().collect::<String>().to_lowercase() }
}

/// A search has at most this many words; the rest is ignored. Somebody has pasted a whole text by mistake.
const MOST_WORDS: usize = 100;

/// The words of a search.
pub struct Words(Vec<Word>);

/// One word. Either form may occur.
pub struct Word {
    /// The folded word.
    pub text: String,
    /// The digits, if the word may be a phone number that is typed with plus, dots, dashes or brackets.
    pub digits: Option<String>,
    /// One for each form. Made once, because a search goes over 100,000 texts.
    finders: Vec<Finder<'static>>,
}

impl Words {
    pub fn new(search: &str) -> Self {
        Self(search.split_whitespace().filter_map(Word::new).take(MOST_WORDS).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Word> {
        self.0.iter()
    }

    /// Returns true if every word occurs in the text, which [`fold`] has folded.
    pub fn occur_in(&self, folded: &str) -> bool {
        self.0.iter().all(|word| word.occurs_in(folded))
    }
}

impl IntoIterator for Words {
    type Item = Word;
    type IntoIter = std::vec::IntoIter<Word>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Word {
    /// Returns true if the word occurs in the text, which [`fold`] has folded.
    pub fn occurs_in(&self, folded: &str) -> bool {
        self.finders.iter().any(|finder| finder.find(folded.as_bytes()).is_some())
    }

    /// Returns `None` for a word of plus signs only.
    fn new(typed: &str) -> Option<Self> {
        let text = fold(typed.trim_matches('+'));
        let punctuation = |c: char| "+-().".contains(c);
        let is_number = text.chars().all(|c| c.is_ascii_digit() || punctuation(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let differs = is_number && !digits.is_empty() && digits != text;
        let digits = differs.then_some(digits);
        let forms = [Some(&text), digits.as_ref()].into_iter().flatten();
        let finders = forms.map(|form| Finder::new(form).into_owned()).collect();
        (!text.is_empty()).then_some(Self { text, digits, finders })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_as_people_type_them() {
        let check = |search: &str, text: &str, expected: bool| {
            assert_eq!(Words::new(search).occur_in(&fold(text)), expected, "{search:?} in {text:?}");
        };
        check("", "anything", true);
        check("+", "anything", true);
        check("acme", "Support\nAcme EU", true);
        check("ACME eu", "Support\nAcme EU", true);
        check("acme us", "Support\nAcme EU", false);
        check("+91 80357", "918035737458\nIndia", true);
        check("+91-80357-37458", "918035737458", true);
        check("(212) 555", "12125550142", true);
        check("192.168", "https://10.0.0.1/", false);
        check("10.0.0.1", "https://10.0.0.1/", true);
        check("2-3", "Line 2-3", true);
        check("-", "Line 2-3", true);
        check("ПОДДЕРЖКА", "Поддержка", true);
        check("ｗｅｂ", "web", true);
        check("web", "ｗｅｂ", true);
        check("٢", "Line ٢", true);
        check("cafe\u{301}", "Café", true);
        check("hooks.acme.example/whatsapp", "https://hooks.acme.example/whatsapp", true);
    }
}
