use proptest::prelude::*;

use super::Untypeable::{Directions, LooksLatin, Mixed, Sign, Space, Unassigned, Unseen};
use super::*;

fn check(name: &str, expected: impl Into<Option<Untypeable>>) {
    assert_eq!(untypeable(name), expected.into(), "{name:?} {}", name.escape_unicode());
}

#[test]
fn ordinary_names_of_one_script() {
    for name in [
        "Acme EU",
        "A",
        "1",
        "24/7 Support (UK) & Co. - \"No. 1\"",
        "o'Brien's",
        "  Acme EU\t",
        "\u{a0}Acme EU\u{3000}",
        "Acme Köln",
        "Acme Ko\u{308}ln",
        "Łódź Żabka",
        "Đà Nẵng",
        "İstanbul Fırın",
        "Ærøskøbing",
        "Straße",
        "Col·legi",
        "¿Qué tal?",
        "100 €",
        // An accented letter that Unicode has no single character for.
        "E\u{323}\u{300}ko\u{323}\u{301}",
        "Магазин у моря",
        "Хлеб и Ко",
        "Київстар",
        "Καφές Αθήνα",
        "Հայաստան",
        "საქართველო",
        "東京支店",
        "カフェ・ド・パリ",
        "コーヒー、お茶。",
        "北京「分店」",
        "한국 지사",
        "हिन्दी दुकान",
        // Names with the joiners that their scripts need.
        "क्\u{200d}ष",
        "श्र\u{94d}\u{200c}क",
        "ශ්\u{200d}රී",
        "বাংলা",
        "தமிழ்",
        "ร้านน้ำดื่ม",
        "ກຳໄລ",
        "မြန်မာ",
        "ភាសាខ្មែរ",
        "ሱቅ",
        "متجر الرياض",
        "مُحَمَّد",
        "نرم\u{200c}افزار",
        "متجر، الرياض؟",
        "חנות תל אביב",
        "ދިވެހި",
    ] {
        check(name, None);
    }
}

#[test]
fn ordinary_names_of_several_scripts() {
    for name in ["Acme 東京", "Acme カフェ", "漢字とかな", "Acme 한국", "Acme भारत", "Acme ไทย", "Acme საქართველო"]
    {
        check(name, None);
    }
}

#[test]
fn spaces() {
    for name in [
        "Acme  EU",
        "Acme   EU",
        "Acme\u{a0}EU",
        "Acme\u{2003}EU",
        "Acme\u{2009}EU",
        "Acme\u{202f}EU",
        "Acme\u{205f}EU",
        "東京\u{3000}支店",
        "Acme\u{1680}EU",
    ] {
        check(name, Space);
    }
}

#[test]
fn unseen_characters() {
    for name in [
        "Acme\u{200b}EU",
        "Acme EU\u{200b}",
        "\u{feff}Acme",
        "Ac\u{ad}me",
        "Ac\u{34f}me",
        "Ac\u{2060}me",
        "Ac\u{180e}me",
        "Acme\u{fe0f}",
        "葛\u{e0100}",
        // Joiners that the script does not need.
        "Ac\u{200d}me",
        "Ac\u{200c}me",
        "نرم\u{200d}افزار",
        "نرم \u{200c}افزار",
        "हि\u{200c}न",
        // Characters that are blank but classified as letters or signs.
        "Ac\u{3164}me",
        "Ac\u{ffa0}me",
        "Ac\u{115f}me",
        "\u{2800}",
        // Direction marks.
        "Acme\u{202e}UE",
        "\u{200f}Acme EU",
        "متجر\u{200e}",
        "\u{2067}Acme\u{2069}",
        "\u{61c}متجر",
        // Control characters.
        "Acme\u{7}EU",
        "Acme\nEU",
        "Acme\tEU",
        "Acme\u{85}EU",
        "\u{1b}[1mAcme",
        "Acme\u{2028}EU",
        "Acme\u{e0041}",
        "Acme\u{ffff}",
    ] {
        let expected = if name.contains(['\u{2028}']) { Space } else { Unseen };
        check(name, expected);
    }
}

#[test]
fn characters_without_a_meaning_or_a_key() {
    for name in ["Acme \u{e000}", "\u{f8ff} Store", "Acme \u{10fffd}", "Acme \u{378}", "Acme \u{1ffff}"] {
        check(name, Unassigned);
    }
    for name in [
        "Joe’s Diner",
        "Acme – EU",
        "Acme…",
        "Acme™",
        "Acme®",
        "½ Price",
        "H₂O",
        "№ 1",
        "•Acme•",
        "ﬁne foods",
        "Ａｃｍｅ",
        "𝐀𝐜𝐦𝐞",
        "Ⓐcme",
        "北京（分店）",
        "Acme ＋",
        "Pizza 🍕",
        "👨\u{1f469}",
        "🇩🇪",
        "☎ Acme",
        "❤\u{fe0f}",
        "ſtreet",
        "Acme ٣",
        "Acme ३",
        // Accents without a letter, and an accent on another accent.
        "\u{301}Acme",
        "Acme \u{301}EU",
        "Za\u{336}\u{301}\u{302}lgo",
        "1\u{20e3}",
        // Scripts of few or no living writers.
        "ᎠᏂ",
        "ᚠᚢᚦ",
        "𓀀",
    ] {
        check(name, Sign);
    }
    check("👨\u{200d}👩\u{200d}👧", Sign);
    check("a\u{200d}👩", Unseen);
}

#[test]
fn letters_that_look_the_same() {
    // Latin words with Cyrillic letters in them: а, е, о, р, с.
    for name in
        ["\u{410}cme", "Acm\u{435}", "Acme C\u{43e}", "\u{440}aypal", "Acme \u{441}", "Acme Москва", "Αcme", "αβγ abc"]
    {
        check(name, Mixed);
    }
    for name in ["Москва Αθήνα", "भारत বাংলা", "日本 ไทย", "한국 カフェ"] {
        check(name, Mixed);
    }
    // All letters of the name, or of one of its words, look Latin.
    for name in ["МТС", "АСМЕ", "\u{410}", "СОК", "ВЕКТОР", "АСМЕ Россия", "Россия АСМЕ", "ΑΒΕΚ", "Ѕсоре"]
    {
        check(name, LooksLatin);
    }
    for name in ["ВТБ банк", "Мир", "о море", "С Новым"] {
        check(name, None);
    }
}

#[test]
fn directions_of_writing() {
    for name in ["متجر 24", "24 חנות", "Acme متجر", "חנות Acme", "Acme ދިވެހި"] {
        check(name, Directions);
    }
}

#[test]
fn names_that_look_the_same() {
    let check = |left: &str, right: &str, expected: bool| {
        assert_eq!(skeleton_of(left) == skeleton_of(right), expected, "{left:?} {right:?}");
    };
    check("Acme EU", "Acme EU", true);
    check("Acme EU", " Acme\u{a0} EU ", true);
    check("Acme", "Ac\u{200b}me\u{feff}", true);
    check("Acme", "Ac\u{2800}me", true);
    check("Acme", "\u{410}сmе", true);
    check("АСМЕ", "ACME", true);
    check("Acme 1", "Acme l", true);
    check("Köln", "Ko\u{308}ln", true);
    check("Ａｃｍｅ", "Acme", true);
    check("Joe’s", "Joe's", true);
    check("Acme", "acme", false);
    check("Köln", "Koln", false);
    check("Acme EU", "AcmeEU", false);
    check("Acme EU", "Acme US", false);
    check("東京", "大阪", false);
}

proptest! {
    /// Every name that passes is one line of visible characters, and it is equal to itself typed with separate accents.
    #[test]
    fn what_passes_is_typed(name in "[ -~À-ɏ\u{300}-\u{36f}Ͱ-Ͽа-я\u{200b}-\u{200f}\u{a0}ا-ي]{0,12}") {
        if untypeable(&name).is_none() {
            let trimmed = name.trim();
            prop_assert!(!trimmed.chars().any(|c| is_unseen(c) && !is_joiner(c)), "{name:?}");
            prop_assert!(!trimmed.contains("  "), "{name:?}");
            let apart: String = trimmed.nfd().collect();
            prop_assert_eq!(normal(&apart), normal(&name));
            prop_assert_eq!(untypeable(&apart), None);
        }
    }

    #[test]
    fn no_text_breaks_the_check(name in any::<String>()) {
        let _ = (untypeable(&name), skeleton_of(&name), normal(&name));
    }
}
