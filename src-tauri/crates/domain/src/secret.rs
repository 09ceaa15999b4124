//! A secret that never appears in a log: it prints as `***`, cannot be serialised, and is wiped from memory when
//! dropped.

use std::fmt;

use zeroize::Zeroizing;

/// An Auth Token or another credential. It deliberately has no `Serialize`, `Deref` or `AsRef`. The only access to its
/// text is [`Secret::expose`], which is easy to search for.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Compares every byte, so that the time does not reveal where the texts differ.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
    }
}

impl Eq for Secret {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_stars() {
        #[derive(Debug)]
        struct Holder {
            #[allow(dead_code, reason = "only its Debug text is used")]
            token: Option<Secret>,
        }
        let check = |printed: String| assert!(printed.contains("***") && !printed.contains("hunter2"), "{printed}");
        let secret = || Secret::new("hunter2".to_owned());
        check(format!("{}", secret()));
        check(format!("{:?}", secret()));
        check(format!("{:>20}|{:#?}", secret(), secret()));
        check(format!("{:?}", Holder { token: Some(secret()) }));
    }

    #[test]
    fn equality() {
        let check = |a: &str, b: &str, expected: bool| {
            assert_eq!(Secret::new(a.to_owned()) == Secret::new(b.to_owned()), expected, "{a:?} {b:?}");
        };
        check("", "", true);
        check("token", "token", true);
        check("token", "tokem", false);
        check("token", "toke", false);
        check("", "t", false);
    }
}
