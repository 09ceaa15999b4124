//! Accounts as the window shows them, and everything that the first paint needs.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::StatusView;

/// One connected account. The token is not part of it: it stays in the keychain or in memory.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Identifies the account on this computer: its Auth ID and its API address.
    pub id: String,
    pub name: String,
    pub colour: Colour,
    pub auth_id: String,
    /// The API's origin, as `https://api.plivo.com`.
    pub api_address: String,
    pub kind: AccountKind,
    pub token: TokenPlace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum AccountKind {
    Main,
    /// Credentials of a subaccount see their own WABAs only and cannot change a mapping.
    Subaccount,
    /// The built-in pretend account.
    Sandbox,
}

/// Where the account's token is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum TokenPlace {
    Keychain,
    /// In memory, until the app ends: this computer has no keychain, and the user agreed.
    Session,
    /// Nowhere: the credentials have to be entered again. Drafts are untouched.
    Missing,
    /// In a locked keychain, or nowhere: unlocking it shows which.
    Locked,
    /// Unknown: no keychain of this computer can be reached.
    NoKeychain,
    /// Unknown: the keychain failed.
    Unreadable,
}

/// The colours of accounts. The window has a design token for each, in both themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum Colour {
    Orange,
    Blue,
    Green,
    Violet,
    Pink,
    Teal,
    Grey,
}

/// What is typed on the welcome page. It does not implement `Debug`, because it contains a token.
#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    pub name: String,
    pub auth_id: String,
    pub auth_token: String,
    /// Advanced: another API origin than Plivo's. `https` only, except for loopback.
    pub api_address: Option<String>,
    /// The user agreed to keep the token in memory because there is no keychain.
    pub session_only: bool,
}

/// Everything that the first paint needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StartView {
    pub accounts: Vec<AccountView>,
    /// The account that is shown. None means the welcome page.
    pub current: Option<AccountView>,
    pub status: Option<StatusView>,
    /// Messages for the user about this start, such as a damaged file that was set aside.
    pub notes: Vec<String>,
    /// The number whose panel was open when the app was last closed.
    pub open_number: Option<String>,
    pub preferences: Preferences,
    /// How many changes were told before this was read (see [`Notice::is_change`]). A page that has read its content
    /// earlier, and did not listen yet, has missed changes if the count differs.
    ///
    /// [`Notice::is_change`]: super::Notice::is_change
    pub told: u32,
}

/// How the window looks, as the user chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    pub theme: Theme,
    /// The width of the Configure Number panel, in CSS pixels.
    pub panel_width: u32,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// The operating system's theme.
    #[default]
    System,
    Light,
    Dark,
}

/// A defect of the window: an error that no code handled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Defect {
    /// The error's own message.
    pub what: String,
    /// Where it happened: a component or a line.
    pub place: String,
}

/// How to change the window's zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ZoomTo {
    Larger,
    Smaller,
    /// 100 %.
    Actual,
}

/// The window's last position and size, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowBounds {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}
