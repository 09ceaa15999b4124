//! Confirmations of work on many numbers at once: a batch of drafts, or a run of endpoint tests.

use super::{NotConfirmed, has_expired};

/// A button is enough to confirm work on up to this many numbers. For more of them, their count is typed.
pub const MOST_BY_BUTTON: usize = 25;

/// Work on many numbers as it would be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManyPreview<Work> {
    pub work: Work,
    /// How many numbers it concerns.
    pub numbers: usize,
}

/// Work on many numbers that a person confirmed. Only [`ManyPreview::confirm`] makes one. It can be used only once,
/// because using it moves it.
#[derive(Debug, PartialEq, Eq)]
pub struct ManyConfirmation<Work> {
    work: Work,
    confirmed_at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManyRefused {
    Expired,
    /// The work is no longer what was shown.
    Changed,
}

impl<Work> ManyPreview<Work> {
    /// Returns the count that has to be typed. None if a button is enough.
    pub fn required(&self) -> Option<usize> {
        (self.numbers > MOST_BY_BUTTON).then_some(self.numbers)
    }

    /// Gives the preview back if it is not confirmed, so that a wrong count can be corrected.
    pub fn confirm(self, typed: &str, shown_at: i64, now: i64) -> Result<ManyConfirmation<Work>, (Self, NotConfirmed)> {
        if has_expired(shown_at, now) {
            return Err((self, NotConfirmed::Expired));
        }
        let is_typed = |count: usize| digits_of(typed) == Some(count.to_string());
        match self.required().is_none_or(is_typed) {
            true => Ok(ManyConfirmation { work: self.work, confirmed_at: now }),
            false => Err((self, NotConfirmed::Mismatch)),
        }
    }
}

impl<Work> ManyConfirmation<Work> {
    /// Returns the work as it was shown. Nothing else may be done.
    pub fn into_work(self) -> Work {
        self.work
    }
}

impl<Work: PartialEq> ManyConfirmation<Work> {
    /// Checks the confirmation against the work as it would be done now.
    pub fn covers(&self, fresh: &Work, now: i64) -> Result<(), ManyRefused> {
        if has_expired(self.confirmed_at, now) {
            return Err(ManyRefused::Expired);
        }
        if self.work == *fresh { Ok(()) } else { Err(ManyRefused::Changed) }
    }
}

/// Returns the digits of a typed count. None if it has anything else than digits and the separators that people write
/// in large numbers.
fn digits_of(typed: &str) -> Option<String> {
    const SEPARATORS: [char; 9] = [' ', ',', '.', '\'', '’', '_', '\u{a0}', '\u{2009}', '\u{202f}'];
    let text: String = typed.trim().chars().filter(|c| !SEPARATORS.contains(c)).collect();
    let is_count = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    is_count.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confirm::LIFETIME_MS;

    fn preview(numbers: usize) -> ManyPreview<&'static str> {
        ManyPreview { work: "as shown", numbers }
    }

    #[test]
    fn a_count_is_typed_above_the_limit() {
        for numbers in [0, 1, 2, 24, MOST_BY_BUTTON] {
            assert_eq!(preview(numbers).required(), None, "{numbers}");
        }
        for numbers in [MOST_BY_BUTTON + 1, 99_941] {
            assert_eq!(preview(numbers).required(), Some(numbers));
        }
    }

    #[test]
    fn how_a_count_may_be_written() {
        let confirms = |numbers: usize, typed: &str| preview(numbers).confirm(typed, 0, 1).is_ok();
        for typed in [
            "99941",
            "99,941",
            "99.941",
            "99 941",
            "99'941",
            "99’941",
            "99_941",
            "99\u{a0}941",
            "99\u{202f}941",
            " 99941\n",
        ] {
            assert!(confirms(99_941, typed), "{typed:?}");
        }
        for typed in [
            "",
            " ",
            ",",
            "99940",
            "9994",
            "999410",
            "099941",
            "99941 numbers",
            "+99941",
            "-99941",
            "99941e0",
            "all",
            "99\u{200b}941",
            "٩٩٩٤١",
        ] {
            assert!(!confirms(99_941, typed), "{typed:?}");
        }
        // Nothing has to be typed, so nothing that is typed is wrong.
        assert!(confirms(25, "") && confirms(25, "anything"));
    }

    #[test]
    fn a_wrong_count_gives_the_preview_back() {
        let (again, refusal) = preview(26).confirm("25", 0, 1).expect_err("a wrong count");
        assert_eq!((again, refusal), (preview(26), NotConfirmed::Mismatch));
    }

    #[test]
    fn an_old_preview_cannot_be_confirmed() {
        assert!(preview(26).confirm("26", 0, LIFETIME_MS).is_ok());
        for (numbers, now) in [(26, LIFETIME_MS + 1), (2, LIFETIME_MS + 1), (26, -1)] {
            let (_, refusal) = preview(numbers).confirm("26", 0, now).expect_err("expired");
            assert_eq!(refusal, NotConfirmed::Expired, "{numbers} {now}");
        }
    }

    #[test]
    fn a_confirmation_covers_only_what_was_shown() {
        let confirmed = || preview(2).confirm("", 0, 10).expect("confirmed");
        assert_eq!(confirmed().covers(&"as shown", 10 + LIFETIME_MS), Ok(()));
        assert_eq!(confirmed().covers(&"something else", 11), Err(ManyRefused::Changed));
        assert_eq!(confirmed().covers(&"as shown", 11 + LIFETIME_MS), Err(ManyRefused::Expired));
        assert_eq!(confirmed().covers(&"as shown", 9), Err(ManyRefused::Expired));
        assert_eq!(confirmed().into_work(), "as shown");
    }
}
