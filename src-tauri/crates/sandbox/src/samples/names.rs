//! The names of the sample endpoints, and what each of them does.

/// What an endpoint does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Right for a webhook. A call receives its XML here too.
    Webhook,
    Answer,
    Slow,
    Hanging,
    Moved,
    Missing,
    Failing,
    BrokenXml,
    Html,
    Huge,
    Forbidden,
    Strict,
}

/// Which certificate an endpoint presents in the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    Good,
    Expired,
    OtherName,
    SelfSigned,
}

#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: &'static str,
    does: &'static str,
    pub(super) act: Act,
    pub(super) shows: Shows,
}

const fn named(name: &'static str, act: Act, does: &'static str) -> Named {
    Named { name, does, act, shows: Shows::Good }
}

const fn distrusted(name: &'static str, shows: Shows, does: &'static str) -> Named {
    Named { name, does, act: Act::Webhook, shows }
}

pub(super) const NAMES: &[Named] = &[
    named("hooks.acme.example", Act::Webhook, "A good webhook: answers 200 with a small body at any path."),
    named("voice.acme.example", Act::Answer, "A good Answer URL: answers 200 with valid Plivo XML at any path."),
    named("slow.acme.example", Act::Slow, "Gives the right answer, but only after six seconds."),
    named("hanging.acme.example", Act::Hanging, "Begins an answer and never ends it: one byte every second."),
    named("moved.acme.example", Act::Moved, "Redirects with 302 to the good endpoint."),
    named("missing.acme.example", Act::Missing, "Answers 404 at any path."),
    named("failing.acme.example", Act::Failing, "Answers 500 with an HTML page."),
    distrusted("expired.acme.example", Shows::Expired, "Shows a certificate that expired a month ago."),
    distrusted("othername.acme.example", Shows::OtherName, "Shows a certificate for another name."),
    distrusted("selfsigned.acme.example", Shows::SelfSigned, "Shows a certificate that no authority vouches for."),
    named(
        "brokenxml.acme.example",
        Act::BrokenXml,
        "Answers a call with XML that is not well-formed, at several places.",
    ),
    named("html.acme.example", Act::Html, "Answers a call with an HTML page where XML is due."),
    named("huge.acme.example", Act::Huge, "Answers a call with valid XML of more than 100 kB."),
    named(
        "forbidden.acme.example",
        Act::Forbidden,
        "Forwards a WhatsApp call to the phone network and to WhatsApp, both of which WhatsApp forbids.",
    ),
    named("strict.acme.example", Act::Strict, "Answers 403 unless the account's V3 signature verifies."),
];

/// Returns every sample endpoint: its name, and a sentence about what it does.
pub fn catalogue() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.iter().map(|named| (named.name, named.does))
}

/// Returns the endpoint for a `Host`, with or without a port.
pub(super) fn of_host(host: &str) -> Option<&'static Named> {
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let name = name.strip_suffix('.').unwrap_or(name);
    NAMES.iter().find(|named| named.name.eq_ignore_ascii_case(name))
}
