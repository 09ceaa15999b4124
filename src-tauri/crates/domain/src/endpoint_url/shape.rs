//! Checks on a URL before the lenient WHATWG parser reads it.

use url::{Host, Url};

use super::error::{Flaw, UrlError};

/// A text that begins with `https://`, cut into the part that names the server and the rest.
pub(super) struct Shape<'a> {
    pub authority: &'a str,
}

impl<'a> Shape<'a> {
    /// Checks a `text` without spaces and control characters. The repaired text in an error is a proposal, and it may
    /// not be a valid URL either.
    pub fn of(text: &'a str) -> Result<Self, UrlError> {
        let (scheme, rest) = scheme(text).ok_or_else(|| without_scheme(text))?;
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(wrong_scheme(scheme, rest));
        }
        let body = rest.trim_start_matches(['/', '\\']);
        if &rest[..rest.len() - body.len()] != "//" {
            return Err(wrong_slashes(scheme, rest, body));
        }
        let (hierarchy, tail) = body.split_at(body.find(['?', '#']).unwrap_or(body.len()));
        if hierarchy.contains('\\') {
            let mended = Some(format!("{scheme}://{}{tail}", hierarchy.replace('\\', "/")));
            return Err(UrlError::NotAUrl(Flaw::Backslash { mended }));
        }
        Ok(Self { authority: hierarchy.split('/').next().unwrap_or_default() })
    }

    /// Rejects an empty port and a percent sign in the host, because the parser would silently drop the former and
    /// decode the latter.
    pub fn check_host_and_port(&self) -> Result<(), UrlError> {
        let (host, port) = match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (self.authority, None),
        };
        if host.is_empty() {
            return Err(UrlError::NoHost);
        }
        if host.contains('%') {
            return Err(UrlError::NotAUrl(Flaw::Host));
        }
        match port.map(str::parse::<u16>) {
            None | Some(Ok(1..)) => Ok(()),
            Some(_) => Err(UrlError::NotAUrl(Flaw::Port)),
        }
    }
}

/// Returns the scheme and what follows its colon. Returns `None` for a text such as `localhost:3000` or
/// `bot.example.com:8443/x`, which has a host and a port instead.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_port = rest.starts_with(|c: char| c.is_ascii_digit()) && !scheme.eq_ignore_ascii_case("https");
    (well_formed && !is_port).then_some((scheme, rest))
}

fn without_scheme(text: &str) -> UrlError {
    let host = text.trim_start_matches('/');
    let mended = looks_like_a_host(host).then(|| format!("https://{host}"));
    UrlError::NotAUrl(Flaw::Scheme { mended })
}

fn looks_like_a_host(text: &str) -> bool {
    text.split(['/', '?', '#', ':']).next().is_some_and(|name| name.contains('.'))
}

/// Three slashes before a single word mean that the host is missing. Before a host name, one slash is too many.
fn wrong_slashes(scheme: &str, rest: &str, body: &str) -> UrlError {
    if rest.starts_with("//") && !looks_like_a_host(body) {
        return UrlError::NoHost;
    }
    UrlError::NotAUrl(Flaw::Slashes { mended: Some(format!("{scheme}://{body}")) })
}

fn wrong_scheme(scheme: &str, rest: &str) -> UrlError {
    let is_http = scheme.eq_ignore_ascii_case("http");
    // Port 80 belongs to plain HTTP, so it is removed too.
    let rest = rest.replacen(":80/", "/", 1);
    let rest = rest.strip_suffix(":80").unwrap_or(&rest);
    let mended = is_http.then(|| format!("https:{rest}"));
    UrlError::NotHttps { mended }
}

/// DNS allows no empty labels, no labels longer than 63 bytes and no names longer than 253 bytes. The WHATWG's rules do
/// not check this.
pub(super) fn check_names(url: &Url) -> Result<(), UrlError> {
    let Some(Host::Domain(name)) = url.host() else { return Ok(()) };
    let name = name.strip_suffix('.').unwrap_or(name);
    let fits = name.len() <= 253 && name.split('.').all(|label| (1..=63).contains(&label.len()));
    if fits { Ok(()) } else { Err(UrlError::NotAUrl(Flaw::Host)) }
}

/// Control characters, spaces of every script, and invisible characters without a meaning in a URL. The two joiners
/// have a meaning in the names of some languages, so they are allowed.
pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control() || c.is_whitespace() || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}')
}

/// Returns the position of the first such character, counted from 1, and its name.
pub(super) fn first_unprintable(text: &str) -> Option<(usize, &'static str)> {
    let (index, c) = text.chars().enumerate().find(|(_, c)| is_unprintable(*c))?;
    let what = match c {
        '\t' => "a tab",
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => "a line break",
        c if c.is_control() => "a control character",
        c if c.is_whitespace() => "a space",
        _ => "an invisible character",
    };
    Some((index + 1, what))
}
