//! Decides whether a person can type a name as it is shown.
//!
//! A name passes only if what is shown can be typed in exactly one way, with the keyboard of its language. In doubt it
//! does not pass, because something else can then be required instead. The Unicode data is that of UTS #39
//! (`unicode-security`).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_script::{Script, UnicodeScript};
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection, skeleton};

use crate::shown::is_unseen;

/// Why a name cannot be typed as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untypeable {
    Space,
    Unseen,
    Unassigned,
    Sign,
    Directions,
    Mixed,
    LooksLatin,
}

impl Untypeable {
    /// Returns a sentence for the person who has to type.
    pub fn why(self) -> &'static str {
        match self {
            Self::Space => "The name of this WABA has repeated or special spaces, which look like one space.",
            Self::Unseen => "The name of this WABA has characters that cannot be seen.",
            Self::Unassigned => "The name of this WABA has characters that many computers cannot show.",
            Self::Sign => "The name of this WABA has characters that most keyboards do not have.",
            Self::Directions => "The name of this WABA mixes directions of writing, so its order cannot be seen.",
            Self::Mixed => "The name of this WABA mixes alphabets whose letters can look the same.",
            Self::LooksLatin => "The name of this WABA has letters that look like Latin ones and are not.",
        }
    }
}

/// Signs beyond ASCII that are on the keyboards of their languages and that do not look like each other.
const SIGNS: &str = "¡¿·«»€£،؛؟।、。「」『』《》【】・";

/// Letters of Thai and Lao that are on keyboards, although Unicode treats each as compatible with two other letters.
const LETTERS: &str = "\u{e33}\u{eb3}\u{edc}\u{edd}";

/// Combining accents.
const ACCENTS: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';

/// The shortest word that a person reads as Latin. Russian has ordinary words of one or two letters that look Latin.
const READ_AS_LATIN: usize = 3;

/// Returns why a person cannot type this name from what is shown, or `None` if it can be typed. Surrounding spaces do
/// not count.
pub fn untypeable(name: &str) -> Option<Untypeable> {
    let name: Vec<char> = name.trim().nfc().collect();
    by_character(&name).or_else(|| by_letters(&name))
}

/// Returns the skeleton by UTS #39: a person cannot tell two names with the same skeleton apart.
pub fn skeleton_of(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(seen).filter(|word| !word.is_empty()).collect();
    skeleton(&words.join(" ")).collect()
}

/// Returns a name in the form that is compared with what was typed: accents composed, joiners removed.
pub fn normal(name: &str) -> String {
    name.trim().chars().filter(|c| !is_joiner(*c)).nfc().collect()
}

fn seen(word: &str) -> String {
    word.chars().filter(|c| !is_unseen(*c)).collect()
}

fn by_character(name: &[char]) -> Option<Untypeable> {
    let at = |place: usize| name.get(place).copied();
    (0..name.len()).find_map(|place| {
        let (before, after) = (place.checked_sub(1).and_then(at), at(place + 1));
        fault_of(before, name[place], after)
    })
}

fn fault_of(before: Option<char>, c: char, after: Option<char>) -> Option<Untypeable> {
    match c {
        ' ' if after == Some(' ') => Some(Untypeable::Space),
        ' '..='~' => None,
        _ if c.is_control() => Some(Untypeable::Unseen),
        _ if c.is_whitespace() => Some(Untypeable::Space),
        _ if is_joiner(c) && is_needed(before, c, after) => None,
        _ if is_unseen(c) || is_variation_selector(c) => Some(Untypeable::Unseen),
        _ if c.script() == Script::Unknown => Some(Untypeable::Unassigned),
        _ if SIGNS.contains(c) || LETTERS.contains(c) || is_letter(before, c) => None,
        _ => Some(Untypeable::Sign),
    }
}

/// A letter or mark in modern use. Digits other than 0 to 9 often look like letters, so they do not count.
fn is_letter(before: Option<char>, c: char) -> bool {
    // An accent above another accent can hide it.
    let accent_fits = !ACCENTS.contains(&c) || before.is_some_and(|c| c.is_alphabetic() && !ACCENTS.contains(&c));
    c.identifier_allowed() && !c.is_numeric() && !c.script_extension().is_common() && accent_fits
}

/// A joiner selects between two forms of a letter. A person who types the letters may leave it out; see [`normal`].
fn is_needed(before: Option<char>, joiner: char, after: Option<char>) -> bool {
    const VIRAMA: u8 = 9;
    let is_arabic = |c: Option<char>| c.is_some_and(|c| c.script() == Script::Arabic && c.is_alphabetic());
    let keeps_apart = joiner == '\u{200c}' && is_arabic(before) && is_arabic(after);
    keeps_apart || before.is_some_and(|c| canonical_combining_class(c) == VIRAMA)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn by_letters(name: &[char]) -> Option<Untypeable> {
    let letters: String = name.iter().filter(|c| c.is_alphabetic() && !LETTERS.contains(**c)).collect();
    if mixes_directions(name) {
        return Some(Untypeable::Directions);
    }
    if letters.detect_restriction_level() > RestrictionLevel::ModeratelyRestrictive {
        return Some(Untypeable::Mixed);
    }
    let mut words = name.split(|c| !c.is_alphabetic());
    let word_does = words.any(|word| word.len() >= READ_AS_LATIN && looks_latin(word));
    (word_does || looks_latin(name)).then_some(Untypeable::LooksLatin)
}

/// Digits are written from left to right in every script.
fn mixes_directions(name: &[char]) -> bool {
    let is_leftward = |script: &Script| matches!(script, Script::Arabic | Script::Hebrew | Script::Thaana);
    let letters = name.iter().filter(|c| c.is_alphabetic()).map(|c| c.script());
    let own = letters.filter(|script| !matches!(script, Script::Common | Script::Inherited));
    let (leftward, rightward): (Vec<Script>, Vec<Script>) = own.partition(is_leftward);
    !leftward.is_empty() && (!rightward.is_empty() || name.iter().any(char::is_ascii_digit))
}

/// Whether the text is not in the Latin alphabet, but each of its letters looks Latin.
fn looks_latin(text: &[char]) -> bool {
    let is_similar = |c: &char| matches!(c.script(), Script::Cyrillic | Script::Greek | Script::Armenian);
    let text_of_it: String = text.iter().collect();
    text.iter().any(is_similar) && skeleton(&text_of_it).all(|c| c.is_ascii())
}

#[cfg(test)]
mod tests;
