//! The names under which settings of an account are kept on the disk.

use domain::phone::PhoneNumber;

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
    format!("restore_dismissed/{account}/{number}")
}

/// Which steps of the work by hand are done.
pub(crate) fn by_hand(account: &str, number: &PhoneNumber) -> String {
    format!("by_hand/{account}/{number}")
}
