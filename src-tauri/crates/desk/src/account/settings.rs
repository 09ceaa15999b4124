//! The keys of an account's settings on disk.

use domain::phone::PhoneNumber;

/// Returns the keys of all settings of an account.
pub(crate) fn keys_of(account: &str) -> [String; 2] {
    [open_number(account), test_consent(account)]
}

/// Returns the key prefixes of all settings of the account's numbers.
pub(crate) fn prefixes_of(account: &str) -> [String; 3] {
    [all_calling_hours(account), format!("{RESTORE_DISMISSED}/{account}/"), format!("{BY_HAND}/{account}/")]
}

const RESTORE_DISMISSED: &str = "restore_dismissed";
const BY_HAND: &str = "by_hand";

/// The key of the number whose panel was open last.
pub(crate) fn open_number(account: &str) -> String {
    format!("open_number/{account}")
}

/// The key of the consent to endpoint tests: somebody was told what a test sends, and agreed.
pub(crate) fn test_consent(account: &str) -> String {
    format!("test_consent/{account}")
}

/// The key prefix of the times at which calling hours were checked.
pub(crate) fn all_calling_hours(account: &str) -> String {
    format!("calling_hours/{account}/")
}

/// The key of the time at which somebody checked the number's calling hours.
pub(crate) fn calling_hours(account: &str, number: &PhoneNumber) -> String {
    format!("{}{number}", all_calling_hours(account))
}

/// The key of the disconnect whose restore offer was dismissed.
pub(crate) fn restore_dismissed(account: &str, number: &PhoneNumber) -> String {
    format!("{RESTORE_DISMISSED}/{account}/{number}")
}

/// The key of the finished steps of work by hand.
pub(crate) fn by_hand(account: &str, number: &PhoneNumber) -> String {
    format!("{BY_HAND}/{account}/{number}")
}
