//! Why a text is not a valid endpoint URL, and how to repair it.

/// Why a text cannot be an endpoint's URL. If there are several reasons, the first one in this order is given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("This URL is empty. Enter an address that starts with https://.")]
    Empty,
    #[error("This is not a URL: {0}.")]
    NotAUrl(Flaw),
    /// Holds the same URL with `https`, if that change alone makes it valid.
    #[error(
        "This URL does not start with https://, so messages from customers are not encrypted. Use an https address."
    )]
    NotHttps { mended: Option<String> },
    #[error("This URL has no host. Write the server's name after https://, such as https://bot.example.com/inbound.")]
    NoHost,
    #[error(
        "This URL has a user name or password in it, which everybody who sees the URL could use. \
         Remove what stands before the @."
    )]
    Credentials,
    /// The position is counted in characters, from 1.
    #[error("This URL has {what} in it (character {place}). Remove it, or write a wanted space as %20.")]
    Unprintable { place: usize, what: &'static str },
    #[error("A URL has at most 2,048 bytes; this one has {0}. Shorten its path or query.")]
    TooLong(usize),
}

/// Why a text is not a URL. Holds the repaired text if there is only one plausible repair.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("it has no https:// at its start. Enter a full address, such as https://bot.example.com/inbound")]
    Scheme { mended: Option<String> },
    #[error("https: is followed by exactly two slashes. Write https:// and then the server's name")]
    Slashes { mended: Option<String> },
    #[error("it has a backslash before its query. Use forward slashes")]
    Backslash { mended: Option<String> },
    #[error("its host is not a valid name or address. Check what stands between https:// and the next slash")]
    Host,
    #[error("its port is not a number from 1 to 65535. Correct what stands after the colon, or remove both")]
    Port,
}

impl UrlError {
    /// Returns the label of a button, and the valid URL that the button enters.
    pub fn fix(&self) -> Option<(String, String)> {
        let (label, mended) = match self {
            Self::NotHttps { mended } => ("Change to https", mended),
            Self::NotAUrl(Flaw::Scheme { mended }) => ("Add https://", mended),
            Self::NotAUrl(Flaw::Slashes { mended }) => ("Correct the slashes", mended),
            Self::NotAUrl(Flaw::Backslash { mended }) => ("Use forward slashes", mended),
            _ => return None,
        };
        mended.clone().map(|value| (label.to_owned(), value))
    }

    /// Removes the repair. For a text with stray spaces, a button should not decide to remove them.
    pub(super) fn without_fix(mut self) -> Self {
        if let Some(mended) = self.mended() {
            *mended = None;
        }
        self
    }

    /// Returns the field that holds the repaired URL, if this kind of error has one.
    pub(super) fn mended(&mut self) -> Option<&mut Option<String>> {
        match self {
            Self::NotHttps { mended }
            | Self::NotAUrl(Flaw::Scheme { mended } | Flaw::Slashes { mended } | Flaw::Backslash { mended }) => {
                Some(mended)
            }
            _ => None,
        }
    }
}
