//! The names under which settings of an account are kept on the disk.

use domain::phone::PhoneNumber;

/// The keys of all settings of an account.
pub(crate) fn keys_of(account: &str) -> [String; 2] {
    [open_number(account), test_consent(account)]
}

/// How the keys of all settings of its numbers begin.
pub(crate) fn beginnings_of(account: &str) -> [String; 3] {
    [all_calling_hours(account), format!("{RESTORE_DISMISSED}/{account}/"), format!("{BY_HAND}/{account}/")]
}

const RESTORE_DISMISSED: &str = "restore_dismissed";
const BY_HAND: &str = "by_hand";

/// The number whose panel was open last.
pub(crate) fn open_number(account: &str) -> String {
    format!("open_number/{account}")
}

/// Somebody of this account knows what a test sends.
pub(crate) fn test_consent(account: &str) -> String {
    format!("test_consent/{account}")
}

/// Where the settings of its numbers begin that say when somebody looked at their calling hours.
pub(crate) fn all_calling_hours(account: &str) -> String {
    format!("calling_hours/{account}/")
}

/// When somebody looked at the calling hours of this number.
pub(crate) fn calling_hours(account: &str, number: &PhoneNumber) -> String {
    format!("{}{number}", all_calling_hours(account))
}

/// The disconnect whose offer to restore was dismissed.
pub(crate) fn restore_dismissed(account: &str, number: &PhoneNumber) -> String {
    format!("{RESTORE_DISMISSED}/{account}/{number}")
}

/// Which steps of the work by hand are done.
pub(crate) fn by_hand(account: &str, number: &PhoneNumber) -> String {
    format!("{BY_HAND}/{account}/{number}")
}
