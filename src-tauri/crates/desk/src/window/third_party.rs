//! The third-party parts of the app, read from the file that `cargo xtask notices` writes
//! (`xtask/src/tidy/notices/file.rs` defines its format).

use crate::view::PartView;

/// The text after the app's own licence.
const OTHERS: &str = "\n\nNumber Desk contains third-party parts.";

/// Separate from [`Desk`](crate::Desk), because the About dialog opens even if the data folder cannot be opened.
#[derive(Clone, Copy)]
pub struct ThirdParty(&'static str);

impl ThirdParty {
    pub const fn new(file: &'static str) -> Self {
        Self(file)
    }

    /// The text of the app's own licence, without the title of the file.
    pub fn own_licence(self) -> &'static str {
        let (own, _) = self.0.split_once(OTHERS).unwrap_or_default();
        own.split_once("\n\n").unwrap_or_default().1
    }

    pub fn parts(self) -> Vec<PartView> {
        self.listed().map(|(part, _)| part).collect()
    }

    /// The licence texts of a part. Empty if the part is not listed.
    pub fn texts(self, name: &str, version: &str) -> Vec<String> {
        let mut listed = self.listed();
        let found = listed.find(|(part, _)| part.name == name && part.version == version);
        let names = found.map(|(_, names)| names).unwrap_or_default();
        names.split(' ').filter_map(|name| self.text(name)).map(str::to_owned).collect()
    }

    fn text(self, name: &str) -> Option<&'static str> {
        let (_, after) = self.0.split_once(&format!("\n==== {name} ====\n\n"))?;
        let (text, _) = after.split_once("\n\n==== ").unwrap_or((after, ""));
        Some(text.trim_end())
    }

    /// Each part, with the names of its texts.
    fn listed(self) -> impl Iterator<Item = (PartView, &'static str)> {
        let (_, list) = self.0.split_once(OTHERS).unwrap_or_default();
        list.lines().take_while(|line| !line.starts_with("==== ")).filter_map(part)
    }
}

/// Reads `name version (licence): names of texts`.
fn part(line: &'static str) -> Option<(PartView, &'static str)> {
    let (part, texts) = line.rsplit_once("): ")?;
    let (named, licence) = part.split_once(" (")?;
    let (name, version) = named.rsplit_once(' ')?;
    Some((PartView { name: name.into(), version: version.into(), licence: licence.into() }, texts))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
Number Desk

MIT License

As is.

Number Desk contains third-party parts. Each part
is listed.

Crates:
Rust standard library 1.90+ (MIT OR Apache-2.0): aa
a 1.0.0 ((MIT OR Apache-2.0) AND ISC): aa bb

Packages of the window's pages:
@b/c 2.0.0 (MIT): bb

==== aa ====

First

paragraphs: (of a text): aa

==== bb ====

Second
";

    #[test]
    fn parts() {
        let found: Vec<[String; 3]> =
            ThirdParty(FILE).parts().into_iter().map(|part| [part.name, part.version, part.licence]).collect();
        assert_eq!(
            found,
            [
                ["Rust standard library", "1.90+", "MIT OR Apache-2.0"],
                ["a", "1.0.0", "(MIT OR Apache-2.0) AND ISC"],
                ["@b/c", "2.0.0", "MIT"],
            ]
        );
    }

    #[test]
    fn texts() {
        let check = |name: &str, version: &str, expected: &[&str]| {
            assert_eq!(ThirdParty(FILE).texts(name, version), expected, "{name} {version}");
        };
        check("a", "1.0.0", &["First\n\nparagraphs: (of a text): aa", "Second"]);
        check("@b/c", "2.0.0", &["Second"]);
        check("a", "1.0.1", &[]);
    }

    #[test]
    fn own_licence() {
        assert_eq!(ThirdParty(FILE).own_licence(), "MIT License\n\nAs is.");
        assert_eq!(ThirdParty("").own_licence(), "");
    }
}
