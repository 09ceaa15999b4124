//! Sorts names as people expect it: letters of every script in their order, without regard to case or accents at first,
//! and numbers in a name by their value.

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};

/// The root collation of Unicode (CLDR). It is the same on every computer, whatever its language.
static ROOT: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    // The data of the root collation is compiled in. Without it, names would be sorted by their bytes.
    CollatorBorrowed::try_new(preferences, CollatorOptions::default()).ok()
});

/// Returns a key: two names are in the order of their keys. An empty name has an empty key.
pub fn collation_key(name: &str) -> Vec<u8> {
    let mut key = Vec::new();
    if let Some(collator) = ROOT.as_ref().filter(|_| !name.is_empty()) {
        let Ok(_) = collator.write_sort_key_to(name, &mut key);
    } else {
        key.extend_from_slice(name.as_bytes());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_people_sort_them() {
        let sorted = [
            "",
            "1 Line",
            "2 Lines",
            "10 Lines",
            "acme",
            "Acme",
            "Ärger",
            "Azur",
            "École",
            "Zoo",
            "Ωmega",
            "Поддержка",
            "अआ",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| collation_key(name));
        assert_eq!(names, sorted);
    }

    #[test]
    fn two_forms_of_one_name() {
        assert_eq!(collation_key("Caf\u{e9}"), collation_key("Cafe\u{301}"));
    }
}
