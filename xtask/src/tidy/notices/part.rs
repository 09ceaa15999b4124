//! A crate or a package that is part of the installed app.

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub licence: String,
}

impl Part {
    /// The part's line in the list, without the names of its texts.
    pub fn line(&self) -> String {
        format!("{} {} ({})", self.name, self.version, self.licence)
    }
}

/// Parts that are shipped and not listed, or listed and not shipped.
pub fn differences(shipped: &[Part], listed: &[String]) -> Vec<String> {
    let shipped: Vec<String> = shipped.iter().map(Part::line).collect();
    let missing = shipped.iter().filter(|line| !listed.contains(line)).map(|line| format!("{line} is missing"));
    let left = listed.iter().filter(|line| !shipped.contains(line)).map(|line| format!("{line} is not shipped"));
    missing.chain(left).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_compared_by_name_version_and_licence() {
        let part = |version: &str| Part { name: "a".into(), version: version.into(), licence: "MIT".into() };
        let check = |shipped: &[Part], listed: &[&str], expected: &[&str]| {
            let listed: Vec<String> = listed.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(differences(shipped, &listed), expected);
        };
        check(&[part("1.0.0")], &["a 1.0.0 (MIT)"], &[]);
        check(&[part("1.0.0")], &[], &["a 1.0.0 (MIT) is missing"]);
        check(&[], &["a 1.0.0 (MIT)"], &["a 1.0.0 (MIT) is not shipped"]);
        check(&[part("1.1.0")], &["a 1.0.0 (MIT)"], &["a 1.1.0 (MIT) is missing", "a 1.0.0 (MIT) is not shipped"]);
        check(&[part("1.0.0")], &["a 1.0.0 (ISC)"], &["a 1.0.0 (MIT) is missing", "a 1.0.0 (ISC) is not shipped"]);
    }
}
