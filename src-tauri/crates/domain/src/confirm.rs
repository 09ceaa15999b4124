//! Confirmations. A remap, a disconnect, and work on many numbers cannot be carried out without one. A confirmation is
//! made only from the preview that was shown, when the person types what the preview requires. It is bound to what was
//! shown: if it differs when it is to be carried out, the confirmation is void.

mod many;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::WabaId;
use crate::observed::{Held, Mapping};
use crate::phone::PhoneNumber;
use crate::typeable::{normal, skeleton_of, untypeable};

pub use many::{MOST_BY_BUTTON, ManyConfirmation, ManyPreview, ManyRefused};

/// How long a confirmation stays valid before its write, in milliseconds.
pub const LIFETIME_MS: i64 = 5 * 60 * 1000;

/// What the person has to type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// The WABA's name.
    Name(String),
    /// The WABA's ID. It is required if the name is empty, is shared with another WABA, or cannot be typed as it is
    /// shown.
    Id { id: String, why: &'static str },
    /// The last four digits of the number.
    LastDigits(String),
    /// Nothing has to be typed: the number on the screen is the only one.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotConfirmed {
    #[error("What you typed does not match. Type it exactly as shown; capitals count.")]
    Mismatch,
    #[error("This was shown more than five minutes ago. Look at it again before you confirm.")]
    Expired,
}

/// What changed between the preview and the moment of the write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    Numbers { joined: Vec<PhoneNumber>, left: Vec<PhoneNumber> },
    Mapping,
    Waba,
    Configuration,
    Expired,
}

/// A remap as it would be carried out now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemapPreview {
    pub waba_id: WabaId,
    pub waba_name: String,
    pub from: Mapping,
    pub to: Mapping,
    pub numbers: BTreeSet<PhoneNumber>,
    pub required: Required,
}

/// A remap that a person confirmed. Only [`RemapPreview::confirm`] makes one. It can be used only once, because using
/// it moves it.
#[derive(Debug, PartialEq, Eq)]
pub struct RemapConfirmation {
    preview: RemapPreview,
    confirmed_at: i64,
}

/// Whether a person would confuse two names, because they are the same or look the same.
pub fn is_same_name(left: &str, right: &str) -> bool {
    skeleton_of(left) == skeleton_of(right)
}

impl RemapPreview {
    /// Returns what has to be typed. `name_is_unique` means that no other WABA of the account has the same name, as
    /// defined by [`is_same_name`].
    pub fn required_for(waba_id: &WabaId, name: &str, name_is_unique: bool, numbers: usize) -> Required {
        let name = name.trim();
        let why = match untypeable(name) {
            _ if numbers == 1 => return Required::Nothing,
            _ if name.is_empty() => "This WABA has no name.",
            _ if !name_is_unique => "Another WABA has the same name, or one that looks the same.",
            Some(untypeable) => untypeable.why(),
            None => return Required::Name(name.to_owned()),
        };
        Required::Id { id: waba_id.as_str().to_owned(), why }
    }

    pub fn confirm(self, typed: &str, shown_at: i64, now: i64) -> Result<RemapConfirmation, NotConfirmed> {
        check(&self.required, typed, shown_at, now)?;
        Ok(RemapConfirmation { preview: self, confirmed_at: now })
    }
}

impl RemapConfirmation {
    pub fn preview(&self) -> &RemapPreview {
        &self.preview
    }

    /// Checks the confirmation against a fresh read. Returns what changed if it is no longer valid.
    pub fn covers(&self, fresh: &RemapPreview, now: i64) -> Result<(), Changed> {
        let shown = &self.preview;
        if has_expired(self.confirmed_at, now) {
            return Err(Changed::Expired);
        }
        if shown.waba_id != fresh.waba_id || shown.waba_name != fresh.waba_name {
            return Err(Changed::Waba);
        }
        if shown.from != fresh.from || shown.to != fresh.to {
            return Err(Changed::Mapping);
        }
        if shown.numbers != fresh.numbers {
            let joined = fresh.numbers.difference(&shown.numbers).cloned().collect();
            let left = shown.numbers.difference(&fresh.numbers).cloned().collect();
            return Err(Changed::Numbers { joined, left });
        }
        Ok(())
    }
}

/// A disconnect as it would be carried out now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisconnectPreview {
    pub number: PhoneNumber,
    pub waba_id: Option<WabaId>,
    pub held: Held,
}

/// A disconnect that a person confirmed. Only [`DisconnectPreview::confirm`] makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct DisconnectConfirmation {
    preview: DisconnectPreview,
    confirmed_at: i64,
}

impl DisconnectPreview {
    pub fn required(&self) -> Required {
        Required::LastDigits(self.number.last_four())
    }

    pub fn confirm(self, typed: &str, shown_at: i64, now: i64) -> Result<DisconnectConfirmation, NotConfirmed> {
        check(&self.required(), typed, shown_at, now)?;
        Ok(DisconnectConfirmation { preview: self, confirmed_at: now })
    }
}

impl DisconnectConfirmation {
    pub fn preview(&self) -> &DisconnectPreview {
        &self.preview
    }

    pub fn covers(&self, fresh: &DisconnectPreview, now: i64) -> Result<(), Changed> {
        match &self.preview {
            _ if has_expired(self.confirmed_at, now) => Err(Changed::Expired),
            shown if shown.waba_id != fresh.waba_id => Err(Changed::Waba),
            shown if shown.held != fresh.held || shown.number != fresh.number => Err(Changed::Configuration),
            _ => Ok(()),
        }
    }
}

/// If the clock was set back, the age is unknown. Then the confirmation counts as expired.
fn has_expired(since: i64, now: i64) -> bool {
    !(0..=LIFETIME_MS).contains(&now.saturating_sub(since))
}

fn check(required: &Required, typed: &str, shown_at: i64, now: i64) -> Result<(), NotConfirmed> {
    if has_expired(shown_at, now) {
        return Err(NotConfirmed::Expired);
    }
    let expected = match required {
        Required::Nothing => return Ok(()),
        Required::Name(text) | Required::Id { id: text, .. } | Required::LastDigits(text) => text,
    };
    let expected = normal(expected);
    // An empty text never confirms.
    if !expected.is_empty() && normal(typed) == expected { Ok(()) } else { Err(NotConfirmed::Mismatch) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::SubaccountId;

    const MINUTE: i64 = 60_000;

    fn numbers(texts: &[&str]) -> BTreeSet<PhoneNumber> {
        texts.iter().map(|text| PhoneNumber::parse(text).expect("a number")).collect()
    }

    fn preview() -> RemapPreview {
        RemapPreview {
            waba_id: WabaId::new("1"),
            waba_name: "Acme Köln".to_owned(),
            from: Mapping::Main,
            to: Mapping::Subaccount(SubaccountId::new("SA1")),
            numbers: numbers(&["918035737458", "4930901820"]),
            required: Required::Name("Acme Köln".to_owned()),
        }
    }

    #[test]
    fn what_has_to_be_typed() {
        let id = WabaId::new("102");
        let check = |name: &str, unique: bool, numbers: usize, expected: fn(&Required) -> bool| {
            let required = RemapPreview::required_for(&id, name, unique, numbers);
            assert!(expected(&required), "{name:?} {unique} {numbers}: {required:?}");
        };
        check("Acme", true, 14, |required| *required == Required::Name("Acme".to_owned()));
        check("Acme", false, 14, |required| matches!(required, Required::Id { .. }));
        check("  ", true, 14, |required| matches!(required, Required::Id { .. }));
        check("Acme", false, 1, |required| *required == Required::Nothing);
        check(" Acme\u{a0}", true, 2, |required| *required == Required::Name("Acme".to_owned()));
        let asks_for_the_id = |name: &str, unique: bool, word: &str| {
            let Required::Id { id, why } = RemapPreview::required_for(&id, name, unique, 14) else {
                panic!("the name {name:?} is required")
            };
            assert!(id == "102" && why.contains(word), "{name:?}: {why}");
        };
        asks_for_the_id("", true, "no name");
        asks_for_the_id("Acme", false, "looks the same");
        asks_for_the_id("Acme\u{200b}", false, "looks the same");
        asks_for_the_id("Acme  EU", true, "spaces");
        asks_for_the_id("Acme\u{200b}EU", true, "cannot be seen");
        asks_for_the_id("\u{feff}", true, "cannot be seen");
        asks_for_the_id("Acme\u{202e}EU", true, "cannot be seen");
        asks_for_the_id("Acme \u{e000}", true, "cannot show");
        asks_for_the_id("Pizza 🍕", true, "keyboards");
        asks_for_the_id("متجر 24", true, "directions");
        asks_for_the_id("Аcme", true, "alphabets");
        asks_for_the_id("МТС", true, "Latin");
    }

    #[test]
    fn names_that_are_taken_for_one() {
        let check = |left: &str, right: &str, expected: bool| {
            assert_eq!(is_same_name(left, right), expected, "{left:?} {right:?}");
        };
        check("Acme EU", "Acme EU ", true);
        check("Acme EU", "Acme  EU", true);
        check("Acme EU", "Acme\u{200b} EU", true);
        check("Acme EU", "Аcmе ЕU", true);
        check("Köln", "Ko\u{308}ln", true);
        check("Acme EU", "acme eu", false);
        check("Acme EU", "Acme US", false);
    }

    #[test]
    fn typed_names() {
        let check = |typed: &str, expected: bool| {
            assert_eq!(preview().confirm(typed, 0, MINUTE).is_ok(), expected, "{typed:?}");
        };
        check("Acme Köln", true);
        check("  Acme Köln\t", true);
        check("Acme Ko\u{308}ln", true);
        check("acme köln", false);
        check("Acme  Köln", false);
        check("Acme Koln", false);
        check("", false);
        let check = |required: Required, typed: &str, expected: bool| {
            let preview = RemapPreview { required: required.clone(), ..preview() };
            assert_eq!(preview.confirm(typed, 0, MINUTE).is_ok(), expected, "{required:?} {typed:?}");
        };
        let name = |text: &str| Required::Name(text.to_owned());
        check(name("Ko\u{308}ln"), "Köln", true);
        check(name("E\u{323}\u{300}ko"), "Ẹ̀ko", true);
        check(name("हिन्\u{200d}दी"), "हिन्दी", true);
        check(name("हिन्दी"), "हिन्\u{200c}दी", true);
        check(name("Acme"), "Ac\u{200b}me", false);
        check(name("Acme"), "Аcme", false);
        let id = |text: &str| Required::Id { id: text.to_owned(), why: "" };
        check(id("102"), " 102 ", true);
        check(id("102"), "103", false);
        check(id(""), "", false);
    }

    #[test]
    fn five_minutes() {
        let check = |now: i64, expected: bool| {
            assert_eq!(preview().confirm("Acme Köln", 0, now).is_ok(), expected, "at {now}");
        };
        check(LIFETIME_MS, true);
        check(LIFETIME_MS + 1, false);
        let confirmation = preview().confirm("Acme Köln", 0, 0).expect("confirmed");
        assert_eq!(confirmation.covers(&preview(), LIFETIME_MS), Ok(()));
        assert_eq!(confirmation.covers(&preview(), LIFETIME_MS + 1), Err(Changed::Expired));
    }

    #[test]
    fn moments_at_the_ends_of_time() {
        let check = |shown: i64, now: i64, expected: bool| {
            let confirmed = preview().confirm("Acme Köln", shown, now);
            assert_eq!(confirmed.is_ok(), expected, "shown at {shown}, confirmed at {now}");
            let confirmation = RemapConfirmation { preview: preview(), confirmed_at: shown };
            assert_eq!(confirmation.covers(&preview(), now).is_ok(), expected, "confirmed at {shown}, read at {now}");
            let disconnect = || DisconnectPreview {
                number: PhoneNumber::parse("918035737458").expect("a number"),
                waba_id: None,
                held: Held::default(),
            };
            assert_eq!(disconnect().confirm("7458", shown, now).is_ok(), expected, "{shown} {now}");
            let confirmation = DisconnectConfirmation { preview: disconnect(), confirmed_at: shown };
            assert_eq!(confirmation.covers(&disconnect(), now).is_ok(), expected, "{shown} {now}");
        };
        check(i64::MIN, i64::MAX, false);
        check(i64::MAX, i64::MIN, false);
        check(0, i64::MAX, false);
        check(0, i64::MIN, false);
        check(i64::MAX, i64::MAX, true);
        check(i64::MIN, i64::MIN, true);
        check(i64::MAX - LIFETIME_MS, i64::MAX, true);
        check(i64::MAX - LIFETIME_MS - 1, i64::MAX, false);
        // The clock was set back afterwards.
        check(MINUTE, MINUTE - 1, false);
    }

    #[test]
    fn bound_to_what_was_shown() {
        let check = |fresh: RemapPreview, expected: Result<(), Changed>| {
            let confirmation = preview().confirm("Acme Köln", 0, 0).expect("confirmed");
            assert_eq!(confirmation.covers(&fresh, MINUTE), expected);
        };
        let one = |text: &str| PhoneNumber::parse(text).expect("a number");
        check(preview(), Ok(()));
        check(
            RemapPreview { numbers: numbers(&["918035737458", "4930901820", "442079460958"]), ..preview() },
            Err(Changed::Numbers { joined: vec![one("442079460958")], left: vec![] }),
        );
        check(
            RemapPreview { numbers: numbers(&["918035737458"]), ..preview() },
            Err(Changed::Numbers { joined: vec![], left: vec![one("4930901820")] }),
        );
        check(RemapPreview { from: Mapping::Subaccount(SubaccountId::new("SA2")), ..preview() }, Err(Changed::Mapping));
        check(RemapPreview { to: Mapping::Main, ..preview() }, Err(Changed::Mapping));
        check(RemapPreview { waba_name: "Acme".to_owned(), ..preview() }, Err(Changed::Waba));
        check(RemapPreview { waba_id: WabaId::new("2"), ..preview() }, Err(Changed::Waba));
    }
}
