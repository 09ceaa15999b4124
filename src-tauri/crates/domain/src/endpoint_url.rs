//! URLs that Plivo calls: the Webhook URL and the Answer URL.
//!
//! The text is sent to Plivo as typed, and whoever fetches it later reads it by the WHATWG's rules or stricter ones.
//! Those rules mend a lot without a word (tabs, missing slashes, backslashes), so what they would mend is an error here:
//! nobody should save one address and have another one called.

mod shape;
mod warning;

use std::fmt;

use url::Url;

use shape::Shape;
pub use warning::UrlWarning;

/// The longest URL, in bytes.
pub const LONGEST: usize = 2_048;

/// A valid `https` URL, kept as typed but for the spaces around it: path case, query and fragment stay.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointUrl {
    text: String,
    url: Url,
}

/// What keeps a text from being an endpoint's URL. Of several reasons the first in this order is given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("This URL is empty. Enter an address that starts with https://.")]
    Empty,
    #[error("This is not a URL: {0}.")]
    NotAUrl(Flaw),
    /// Holds the same URL with `https`, where that alone would mend it.
    #[error(
        "This URL does not start with https://, so what customers send would travel in the open. Use an https address."
    )]
    NotHttps { mended: Option<String> },
    #[error("This URL has no host. Write the server's name after https://, such as https://bot.example.com/inbound.")]
    NoHost,
    #[error(
        "This URL has a user name or password in it, which everybody who sees the URL could use. \
         Remove what stands before the @."
    )]
    Credentials,
    /// The place is counted in characters, from 1.
    #[error("This URL has {what} in it (character {place}). Remove it, or write a wanted space as %20.")]
    Unprintable { place: usize, what: &'static str },
    #[error("A URL has at most 2,048 bytes; this one has {0}. Shorten its path or query.")]
    TooLong(usize),
}

/// Why a text is not a URL. Holds the mended text where only one thing can have been meant.
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

impl EndpointUrl {
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let unprintable = shape::first_unprintable(text);
        // What comes first in the order of errors is found in spite of stray spaces, so they are left out here.
        let solid: String = text.chars().filter(|c| !shape::is_unprintable(*c)).collect();
        let parsed = Self::parse_solid(&solid);
        let url = match (parsed, unprintable) {
            (parsed, None) => parsed?,
            // Two URLs with a space between them: the space is what is wrong.
            (Ok(_) | Err(UrlError::NotAUrl(Flaw::Host | Flaw::Port)), Some((place, what))) => {
                return Err(UrlError::Unprintable { place, what });
            }
            (Err(error), Some(_)) => return Err(error.without_fix()),
        };
        if text.len() > LONGEST {
            return Err(UrlError::TooLong(text.len()));
        }
        Ok(Self { text: text.to_owned(), url })
    }

    fn parse_solid(text: &str) -> Result<Url, UrlError> {
        if text.is_empty() {
            return Err(UrlError::Empty);
        }
        let shape = Shape::of(text)?;
        if shape.authority.is_empty() {
            return Err(UrlError::NoHost);
        }
        if shape.authority.contains('@') {
            return Err(UrlError::Credentials);
        }
        shape.check_host_and_port()?;
        let url = Url::parse(text).map_err(meaning)?;
        shape::check_names(&url)?;
        Ok(url)
    }

    /// As typed, and as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What a reader of the WHATWG's rules makes of the text.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What is worth a look and does not keep anybody from saving.
    pub fn warnings(&self) -> Vec<UrlWarning> {
        warning::of(self)
    }

    /// A warning if the other field has the same URL, also where the two are written differently.
    pub fn same_as(&self, other: &Self) -> Option<UrlWarning> {
        (self.url == other.url).then_some(UrlWarning::SameAsOther)
    }
}

impl UrlError {
    /// The words of a button, and the valid URL that it would put in.
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

    /// For a text with stray spaces too: taking them out is not for a button to decide.
    fn without_fix(mut self) -> Self {
        match &mut self {
            Self::NotHttps { mended }
            | Self::NotAUrl(Flaw::Scheme { mended } | Flaw::Slashes { mended } | Flaw::Backslash { mended }) => {
                *mended = None;
            }
            _ => {}
        }
        self
    }
}

fn meaning(error: url::ParseError) -> UrlError {
    match error {
        url::ParseError::EmptyHost => UrlError::NoHost,
        url::ParseError::InvalidPort => UrlError::NotAUrl(Flaw::Port),
        url::ParseError::RelativeUrlWithoutBase => UrlError::NotAUrl(Flaw::Scheme { mended: None }),
        _ => UrlError::NotAUrl(Flaw::Host),
    }
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EndpointUrl").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests;
