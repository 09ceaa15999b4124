//! URLs that Plivo calls: the Webhook URL and the Answer URL.
//!
//! The text is sent to Plivo as typed. Whoever reads it later follows the WHATWG's rules or stricter ones. Those rules
//! silently repair many mistakes (tabs, missing slashes, backslashes). Here such mistakes are errors. Otherwise
//! somebody could save one address, and Plivo would call another one.

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

/// A valid `https` URL. It is kept as typed, except for surrounding spaces: the case of the path, the query and the
/// fragment stay.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointUrl {
    text: String,
    url: Url,
}

impl EndpointUrl {
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let unprintable = shape::first_unprintable(text);
        // Errors that come earlier in the order must be found despite stray spaces, so spaces are removed here.
        let solid: String = text.chars().filter(|c| !shape::is_unprintable(*c)).collect();
        let parsed = Self::parse_solid(&solid);
        let url = match (parsed, unprintable) {
            (parsed, None) => parsed?,
            // Two URLs with a space between them: report the space as the error.
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

    /// Returns the URL as typed, which is also how it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the URL as parsed by the WHATWG's rules.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns what is unusual about the URL. Warnings do not prevent saving.
    pub fn warnings(&self) -> Vec<UrlWarning> {
        warning::of(&self.text, &self.url)
    }

    /// Returns a warning if the other field has the same URL, even if the two are written differently.
    pub fn same_as(&self, other: &Self) -> Option<UrlWarning> {
        (self.url == other.url).then_some(UrlWarning::SameAsOther)
    }
}

/// A repaired text is offered only if it is a valid URL.
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
