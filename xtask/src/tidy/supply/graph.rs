//! The crates of the workspace and their dependencies, from `cargo metadata`.

use std::path::PathBuf;

use serde_json::Value;

use crate::shell::Failure;

#[derive(Clone, Debug, PartialEq)]
pub struct Crate {
    pub name: String,
    pub version: String,
    /// None for a crate in the workspace.
    pub source: Option<String>,
    /// An SPDX expression.
    pub licence: Option<String>,
    pub authors: Vec<String>,
    /// The folder of its `Cargo.toml`.
    pub folder: PathBuf,
    /// `publish = false`: not published as a crate.
    pub private: bool,
    /// All features that the workspace turns on.
    pub features: Vec<String>,
    pub needs: Vec<Need>,
}

/// A dependency in a manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    pub name: String,
    pub requirement: String,
    pub source: Option<String>,
    /// None for cargo's own registry.
    pub registry: Option<String>,
    pub is_path: bool,
    pub is_dev: bool,
}

pub fn parse(metadata: &str) -> Result<Vec<Crate>, Failure> {
    let read = || {
        let metadata: Value = serde_json::from_str(metadata).ok()?;
        let nodes = metadata.pointer("/resolve/nodes")?.as_array()?;
        let features = |id: &Value| {
            let node = nodes.iter().find(|node| node.get("id") == Some(id));
            node.map(|node| texts(node, "features")).unwrap_or_default()
        };
        let read = |value: &Value| Some(Crate { features: features(value.get("id")?), ..package(value)? });
        metadata.get("packages")?.as_array()?.iter().map(read).collect::<Option<Vec<Crate>>>()
    };
    read().ok_or_else(|| Failure("the output of `cargo metadata` does not have the expected form".into()))
}

fn package(value: &Value) -> Option<Crate> {
    let manifest = PathBuf::from(text(value, "manifest_path")?);
    Some(Crate {
        name: text(value, "name")?,
        version: text(value, "version")?,
        source: text(value, "source"),
        licence: text(value, "license"),
        authors: texts(value, "authors"),
        folder: manifest.parent()?.to_path_buf(),
        private: value.get("publish").and_then(Value::as_array).is_some_and(Vec::is_empty),
        features: Vec::new(),
        needs: value.get("dependencies")?.as_array()?.iter().map(need).collect::<Option<_>>()?,
    })
}

fn need(value: &Value) -> Option<Need> {
    Some(Need {
        name: text(value, "name")?,
        requirement: text(value, "req")?,
        source: text(value, "source"),
        registry: text(value, "registry"),
        is_path: text(value, "path").is_some(),
        is_dev: text(value, "kind").as_deref() == Some("dev"),
    })
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn texts(value: &Value, key: &str) -> Vec<String> {
    let items = value.get(key).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn output_of_cargo() {
        let printed = r#"{"packages": [
            {"id": "x#a", "name": "a", "version": "1.0.0", "source": "registry+x", "license": "MIT", "authors": ["Ada"],
             "manifest_path": "/r/a/Cargo.toml", "publish": null, "dependencies": [
                {"name": "b", "req": "^1", "source": "registry+x", "registry": null, "kind": null},
                {"name": "c", "req": "*", "source": null, "registry": null, "kind": "dev", "path": "/c"}]},
            {"id": "y#b", "name": "b", "version": "1.2.0", "source": null, "license": null, "authors": [],
             "manifest_path": "/r/b/Cargo.toml", "publish": [], "dependencies": []}],
          "resolve": {"nodes": [{"id": "x#a", "features": ["default"]}, {"id": "y#b", "features": []}]}}"#;
        let crates = parse(printed).unwrap();
        let found: Vec<_> = crates.iter().map(|one| (one.name.as_str(), one.private, one.licence.as_deref())).collect();
        assert_eq!(crates[0].features, ["default"]);
        assert_eq!(found, [("a", false, Some("MIT")), ("b", true, None)]);
        let needs: Vec<_> =
            crates[0].needs.iter().map(|need| (need.name.as_str(), need.is_path, need.is_dev)).collect();
        assert_eq!(needs, [("b", false, false), ("c", true, true)]);
    }

    #[test]
    fn anything_else_is_a_failure() {
        for printed in ["", "{}", r#"{"packages": [{"name": "a"}], "resolve": {"nodes": []}}"#] {
            assert!(parse(printed).is_err(), "{printed}");
        }
    }
}
