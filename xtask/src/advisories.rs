//! Looks up known vulnerabilities before a bundle is made. The databases belong to others and are sometimes unreachable.
//! The bundle is made without them, and a line says so.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::shell::{Failure, cargo, npm, output_of, run};

/// The result of a lookup in a database.
#[derive(Debug, PartialEq)]
enum Lookup {
    Clean,
    /// Packages with an advisory.
    Found(Vec<String>),
    /// The reason.
    NotChecked(String),
}

/// A sentence for each part that could not be checked. Fails if there is an advisory.
pub fn check() -> Result<Vec<String>, Failure> {
    let lookups = [("the crates", crates()?), ("the pages' packages", packages())];
    lookups.into_iter().filter_map(|(what, lookup)| reported(what, lookup).transpose()).collect()
}

fn reported(what: &str, lookup: Lookup) -> Result<Option<String>, Failure> {
    let sentence = match lookup {
        Lookup::Clean => {
            println!("Advisories of {what}: none.");
            return Ok(None);
        }
        Lookup::Found(names) => return Err(Failure(format!("advisories of {what}: {}", names.join(", ")))),
        Lookup::NotChecked(why) => format!("Advisories of {what} were not checked: {why}."),
    };
    println!("{sentence}");
    Ok(Some(sentence))
}

fn crates() -> Result<Lookup, Failure> {
    if output_of("cargo", &["deny", "--version"]).is_some() {
        cargo_deny()
    } else if output_of("cargo", &["audit", "--version"]).is_some() {
        Ok(cargo_audit(&printed(&mut cargo(&["audit", "--json"]))))
    } else {
        Ok(Lookup::NotChecked("neither `cargo deny` nor `cargo audit` is installed".into()))
    }
}

/// `cargo deny` fails in the same way for an advisory and for a missing database. So the database is fetched first.
fn cargo_deny() -> Result<Lookup, Failure> {
    if let Err(failure) = run(&mut cargo(&["deny", "--locked", "fetch", "db"])) {
        return Ok(Lookup::NotChecked(format!("the database cannot be fetched ({failure})")));
    }
    run(&mut cargo(&["deny", "--workspace", "--locked", "check", "advisories"])).map(|()| Lookup::Clean)
}

/// Without its database, `cargo audit` prints no report.
fn cargo_audit(report: &str) -> Lookup {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let Some(list) = report.pointer("/vulnerabilities/list").and_then(Value::as_array) else {
        return Lookup::NotChecked("`cargo audit` cannot get its database".into());
    };
    let text = |one: &Value, path: &str| one.pointer(path).and_then(Value::as_str).unwrap_or("?").to_owned();
    let name = |one: &Value| format!("{} ({})", text(one, "/package/name"), text(one, "/advisory/id"));
    of(list.iter().map(name).collect())
}

fn packages() -> Lookup {
    npm_audit(&printed(&mut npm(&["audit", "--omit=dev", "--json", "--prefix", "ui"])))
}

fn npm_audit(report: &str) -> Lookup {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let total = report.pointer("/metadata/vulnerabilities/total").and_then(Value::as_u64);
    let found = report.get("vulnerabilities").and_then(Value::as_object);
    match (total, found) {
        (Some(0), _) => Lookup::Clean,
        (Some(_), Some(found)) => of(found.keys().cloned().collect()),
        _ => Lookup::NotChecked("npm's registry gives no advisories".into()),
    }
}

fn of(names: Vec<String>) -> Lookup {
    if names.is_empty() { Lookup::Clean } else { Lookup::Found(names) }
}

/// What the command prints. A command that finds something fails, and its output counts all the same.
fn printed(command: &mut Command) -> String {
    let output = command.stderr(Stdio::null()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Lookup {
        Lookup::Found(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn reports_of_cargo_audit() {
        let check = |report: &str, expected: Lookup| assert_eq!(cargo_audit(report), expected, "{report}");
        check(r#"{"vulnerabilities": {"found": false, "list": []}}"#, Lookup::Clean);
        check(
            r#"{"vulnerabilities": {"list": [{"package": {"name": "time"}, "advisory": {"id": "RUSTSEC-2020-0071"}}]}}"#,
            found(&["time (RUSTSEC-2020-0071)"]),
        );
        check("", Lookup::NotChecked("`cargo audit` cannot get its database".into()));
    }

    #[test]
    fn reports_of_npm() {
        let check = |report: &str, expected: Lookup| assert_eq!(npm_audit(report), expected, "{report}");
        check(r#"{"vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": 0}}}"#, Lookup::Clean);
        check(
            r#"{"vulnerabilities": {"svelte": {}}, "metadata": {"vulnerabilities": {"total": 1}}}"#,
            found(&["svelte"]),
        );
        let not = || Lookup::NotChecked("npm's registry gives no advisories".into());
        check(r#"{"message": "405 Method Not Allowed", "statusCode": 405, "error": {"summary": ""}}"#, not());
        check("", not());
    }

    #[test]
    fn reports() {
        assert_eq!(reported("the crates", Lookup::Clean).unwrap(), None);
        let not = reported("the crates", Lookup::NotChecked("nobody knows".into())).unwrap();
        assert_eq!(not.as_deref(), Some("Advisories of the crates were not checked: nobody knows."));
        assert_eq!(reported("the crates", found(&["a", "b"])).unwrap_err().0, "advisories of the crates: a, b");
    }
}
