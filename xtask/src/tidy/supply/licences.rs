//! Checks a licence against the allowed ones.

use spdx::{Expression, Licensee, ParseMode};

/// Why the licence is not allowed. None if an allowed choice satisfies the expression.
pub fn objection(expression: Option<&str>, allowed: &[Licensee]) -> Option<String> {
    let Some(expression) = expression else { return Some("names no licence".into()) };
    match parse(expression) {
        None => Some(format!("has `{expression}`, which is not an SPDX licence expression")),
        Some(parsed) => {
            let fine = parsed.evaluate(|wanted| allowed.iter().any(|licence| licence.satisfies(wanted)));
            (!fine).then(|| format!("has the licence `{expression}`, which deny.toml does not allow"))
        }
    }
}

/// Old crates write `MIT/Apache-2.0` for a choice.
fn parse(expression: &str) -> Option<Expression> {
    Expression::parse_mode(expression, ParseMode::LAX).ok()
}

/// The SPDX identifiers in an expression, each once.
pub fn names(expression: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for wanted in parse(expression).iter().flat_map(Expression::requirements) {
        let name = wanted.req.license.to_string();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let allowed: Vec<Licensee> = ["MIT", "Apache-2.0 WITH LLVM-exception", "Zlib"]
            .map(|name| Licensee::parse(name).unwrap())
            .into_iter()
            .collect();
        let check = |expression: &str, fine: bool| {
            assert_eq!(objection(Some(expression), &allowed).is_none(), fine, "{expression}");
        };
        check("MIT", true);
        check("GPL-3.0-only", false);
        check("GPL-3.0-only OR MIT", true);
        check("MIT/GPL-3.0", true);
        check("MIT AND Zlib", true);
        check("MIT AND GPL-3.0-only", false);
        check("(GPL-2.0-or-later OR MIT) AND Zlib", true);
        check("Apache-2.0 WITH LLVM-exception", true);
        check("Apache-2.0", false);
        check("MIT WITH LLVM-exception", false);
        check("SEE LICENSE IN LICENSE.md", false);
        check("", false);
        assert!(objection(None, &allowed).is_some());
    }

    #[test]
    fn names_of_an_expression() {
        let check = |expression: &str, expected: &[&str]| assert_eq!(names(expression), expected, "{expression}");
        check("MIT", &["MIT"]);
        check("(MIT OR Apache-2.0) AND MIT", &["MIT", "Apache-2.0"]);
        check("Apache-2.0 WITH LLVM-exception", &["Apache-2.0"]);
        check("not one", &[]);
    }
}
