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
    /// In a keychain that is locked, or nowhere: that shows once it is unlocked.
    Locked,
    /// This computer has no keychain that can be reached, so nobody knows.
    NoKeychain,
    /// The keychain failed, so nobody knows.
    Unreadable,
}

/// The colours an account can bear; the window has a token for each, in both themes.
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

/// What is typed on the welcome page. Not `Debug`: it holds a token, on its one way to the keychain.
#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    pub name: String,
    pub auth_id: String,
    pub auth_token: String,
    /// Advanced: another origin than Plivo's. `https` only, except for loopback.
    pub api_address: Option<String>,
    /// The user agreed to keep the token in memory because there is no keychain.
    pub session_only: bool,
}

/// Everything the first paint needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StartView {
    pub version: String,
    pub accounts: Vec<AccountView>,
    /// The account shown; none means the welcome page.
    pub current: Option<AccountView>,
    pub status: Option<StatusView>,
    /// What the user has to know about this start, such as a damaged file that was set aside.
    pub notes: Vec<String>,
    /// The number whose panel was open when the app was last closed.
    pub open_number: Option<String>,
    pub preferences: Preferences,
}

/// How the window looks, as somebody chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    pub theme: Theme,
    /// Of the Configure Number panel, in CSS pixels.
    pub panel_width: u32,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the operating system has it.
    #[default]
    System,
    Light,
    Dark,
}

/// A defect of the window: an error that nothing was there to handle.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Defect {
    /// The error's own words.
    pub what: String,
    /// Where it came up: a component or a line.
    pub place: String,
}

/// Which way the window is to be zoomed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ZoomTo {
    Larger,
    Smaller,
    /// 100 %.
    Actual,
}

/// Where the window was last, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowBounds {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}
