//! Confirmations. A remap or a disconnect cannot be carried out without one, and one can be made only from the very
//! preview that was shown, by typing what that preview asks for. It is bound to what was shown: a fresh read that shows
//! anything else voids it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::id::WabaId;
use crate::observed::{Held, Mapping};
use crate::phone::PhoneNumber;

/// How long a confirmation may wait for its write, in milliseconds.
pub const LIFETIME_MS: i64 = 5 * 60 * 1000;

/// What has to be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// The WABA's name.
    Name(String),
    /// The WABA's ID, because its name is empty or not its alone.
    Id { id: String, why: &'static str },
    /// The last four digits of the number.
    LastDigits(String),
    /// Nothing: the number that the user is looking at is the only one.
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

/// A remap as it would be now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemapPreview {
    pub waba_id: WabaId,
    pub waba_name: String,
    pub from: Mapping,
    pub to: Mapping,
    pub numbers: BTreeSet<PhoneNumber>,
    pub required: Required,
}

/// A remap that a person confirmed. Only [`RemapPreview::confirm`] makes one, and it is spent by being moved.
#[derive(Debug, PartialEq, Eq)]
pub struct RemapConfirmation {
    preview: RemapPreview,
    confirmed_at: i64,
}

/// Whether two WABAs bear one name, as names are compared when they are typed.
pub fn is_same_name(left: &str, right: &str) -> bool {
    normal(left) == normal(right)
}

impl RemapPreview {
    /// `name_is_unique`: no other WABA of the account bears the name.
    pub fn required_for(waba_id: &WabaId, name: &str, name_is_unique: bool, numbers: usize) -> Required {
        let id = || waba_id.as_str().to_owned();
        match () {
            () if numbers == 1 => Required::Nothing,
            () if name.trim().is_empty() => Required::Id { id: id(), why: "This WABA has no name." },
            () if !name_is_unique => Required::Id { id: id(), why: "Another WABA bears the same name." },
            () => Required::Name(name.to_owned()),
        }
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

    /// Whether it still holds against a fresh read; the reason if it does not.
    pub fn covers(&self, fresh: &RemapPreview, now: i64) -> Result<(), Changed> {
        let shown = &self.preview;
        if now - self.confirmed_at > LIFETIME_MS {
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

/// A disconnect as it would be now.
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
            _ if now - self.confirmed_at > LIFETIME_MS => Err(Changed::Expired),
            shown if shown.waba_id != fresh.waba_id => Err(Changed::Waba),
            shown if shown.held != fresh.held || shown.number != fresh.number => Err(Changed::Configuration),
            _ => Ok(()),
        }
    }
}

fn check(required: &Required, typed: &str, shown_at: i64, now: i64) -> Result<(), NotConfirmed> {
    if now - shown_at > LIFETIME_MS {
        return Err(NotConfirmed::Expired);
    }
    let expected = match required {
        Required::Nothing => return Ok(()),
        Required::Name(text) | Required::Id { id: text, .. } | Required::LastDigits(text) => text,
    };
    if normal(typed) == normal(expected) { Ok(()) } else { Err(NotConfirmed::Mismatch) }
}

/// Trimmed and NFC-normalised; case counts.
fn normal(text: &str) -> String {
    text.trim().nfc().collect()
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
