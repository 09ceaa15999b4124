//! Identifiers from Plivo. Each has its own type, so that they cannot be confused.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A Plivo Auth ID: 20 letters and digits; `MA...` is a main account, `SA...` a subaccount.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AuthId(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthIdError {
    #[error("Enter the Auth ID: it is on the overview page of Plivo's console.")]
    Empty,
    #[error("An Auth ID has 20 characters; this one has {0}. Copy it again from Plivo's console.")]
    Length(usize),
    #[error("An Auth ID starts with MA (main account) or SA (subaccount). Copy it again from Plivo's console.")]
    Prefix,
    #[error("An Auth ID has capital letters and digits only. Copy it again from Plivo's console.")]
    Characters,
}

impl AuthId {
    /// Trims surrounding spaces, because an Auth ID is usually pasted.
    pub fn parse(text: &str) -> Result<Self, AuthIdError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AuthIdError::Empty);
        }
        if !text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            return Err(AuthIdError::Characters);
        }
        if !(text.starts_with("MA") || text.starts_with("SA")) {
            return Err(AuthIdError::Prefix);
        }
        match text.len() {
            20 => Ok(Self(text.to_owned())),
            other => Err(AuthIdError::Length(other)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_subaccount(&self) -> bool {
        self.0.starts_with("SA")
    }
}

impl fmt::Display for AuthId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

opaque_id!(
    /// A WhatsApp Business Account, by Meta's ID. Plivo documents no format, so none is checked.
    WabaId
);
opaque_id!(
    /// A Plivo AI agent, by its `agent_uuid`.
    AgentId
);
opaque_id!(
    /// A subaccount, by its Auth ID as Plivo lists it.
    SubaccountId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auth_ids() {
        let check = |text: &str, expected: Result<&str, AuthIdError>| {
            assert_eq!(AuthId::parse(text).as_ref().map(AuthId::as_str).map_err(Clone::clone), expected, "{text:?}");
        };
        check("MAXXXXXXXXXXXXXXXX01", Ok("MAXXXXXXXXXXXXXXXX01"));
        check("  SAXXXXXXXXXXXXXXXX01\n", Ok("SAXXXXXXXXXXXXXXXX01"));
        check("", Err(AuthIdError::Empty));
        check("   ", Err(AuthIdError::Empty));
        check("MAXXXX", Err(AuthIdError::Length(6)));
        check("MAXXXXXXXXXXXXXXXX012", Err(AuthIdError::Length(21)));
        check("XXXXXXXXXXXXXXXXXX01", Err(AuthIdError::Prefix));
        check("maxxxxxxxxxxxxxxxx01", Err(AuthIdError::Characters));
        check("MAXXXXXXXXXXXXXXXX/1", Err(AuthIdError::Characters));
    }
}
