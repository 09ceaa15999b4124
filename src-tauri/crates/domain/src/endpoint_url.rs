//! URLs that Plivo calls: the Webhook URL and the Answer URL.
//!
//! The text is sent to Plivo as typed, and whoever fetches it later reads it by the WHATWG's rules or stricter ones.
//! Those rules mend a lot without a word (tabs, missing slashes, backslashes), so what they would mend is an error here:
//! nobody should save one address and have another one called.

mod error;
mod shape;
mod warning;

use std::fmt;

use url::Url;

pub use error::{Flaw, UrlError};
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
        let shape = Shape::of(text).map_err(with_valid_fix)?;
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
        warning::of(&self.text, &self.url)
    }

    /// A warning if the other field has the same URL, also where the two are written differently.
    pub fn same_as(&self, other: &Self) -> Option<UrlWarning> {
        (self.url == other.url).then_some(UrlWarning::SameAsOther)
    }
}

/// Only a mended text that is a URL itself can be offered.
fn with_valid_fix(mut error: UrlError) -> UrlError {
    if let Some(mended) = error.mended() {
        mended.take_if(|text| EndpointUrl::parse(text).is_err());
    }
    error
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
