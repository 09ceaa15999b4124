//! Reads which names have which types, if the types are written.

use super::tokens::{Placed, Token};

/// Values of these types have the methods of the inner type.
const TRANSPARENT: [&str; 3] = ["Arc", "Box", "Rc"];

/// Each `name: Type` in a list of parameters or fields. References and type arguments are removed.
pub fn typed<'a>(list: &[Placed<'a>]) -> Vec<(&'a str, Vec<&'a str>)> {
    let one = |at: usize| match (list.get(at)?.token, list.get(at + 1)?.token) {
        (Token::Word(name), Token::Sign(":")) => Some((name, type_at(list.get(at + 2..)?))),
        _ => None,
    };
    (0..list.len()).filter_map(one).collect()
}

/// The types in a list without names, in order.
pub fn listed<'a>(list: &[Placed<'a>]) -> Vec<Vec<&'a str>> {
    let mut depth = 0_i32;
    let ends = |placed: &Placed<'_>| {
        match placed.token {
            Token::Sign("<" | "(" | "[") => depth += 1,
            Token::Sign(">" | ")" | "]") => depth -= 1,
            _ => {}
        }
        depth == 0 && placed.token == Token::Sign(",")
    };
    let parts = list.split(ends).filter(|part| !part.is_empty());
    parts.map(|part| type_at(without_pub(part))).collect()
}

/// The return type in a function's header, and whether it is in a `Result` or an `Option`.
pub fn returned<'a>(header: &[Placed<'a>]) -> (Vec<&'a str>, bool) {
    let arrow = header.iter().rposition(|placed| placed.token == Token::Sign("->"));
    let Some(found) = arrow.and_then(|at| header.get(at + 1..)) else { return (Vec::new(), false) };
    let path = path_at(found);
    match found.get((2 * path.len()).saturating_sub(1)..).and_then(first) {
        Some((Token::Sign("<"), inside)) if matches!(path.last(), Some(&"Result" | &"Option")) => {
            (type_at(inside), true)
        }
        _ => (type_at(found), false),
    }
}

/// The path of the type that starts here. Empty for a type without a name, such as a tuple.
pub fn type_at<'a>(mut found: &[Placed<'a>]) -> Vec<&'a str> {
    loop {
        while let Some((Token::Sign("&" | "&&") | Token::Word("mut" | "dyn"), rest)) = first(found) {
            found = rest;
        }
        let path = path_at(found);
        let inside = found.get((2 * path.len()).saturating_sub(1)..).and_then(first);
        match (path.last(), inside) {
            (Some(last), Some((Token::Sign("<"), rest))) if TRANSPARENT.contains(last) => found = rest,
            _ => return path,
        }
    }
}

/// The words from here on, separated by `::`.
pub fn path_at<'a>(found: &[Placed<'a>]) -> Vec<&'a str> {
    let mut path = Vec::new();
    for pair in found.chunks(2) {
        let Some((Token::Word(word), rest)) = first(pair) else { break };
        path.push(word);
        if !matches!(first(rest), Some((Token::Sign("::"), _))) {
            break;
        }
    }
    path
}

/// The words up to here, separated by `::`.
pub fn path_before<'a>(found: &[Placed<'a>]) -> Vec<&'a str> {
    let mut path = Vec::new();
    for pair in found.rchunks(2) {
        let [.., Placed { token: Token::Word(word), .. }] = pair else { break };
        path.push(*word);
        if !matches!(first(pair), Some((Token::Sign("::"), _))) {
            break;
        }
    }
    path.reverse();
    path
}

fn without_pub<'f, 'a>(found: &'f [Placed<'a>]) -> &'f [Placed<'a>] {
    match first(found) {
        Some((Token::Word("pub"), rest)) => rest,
        _ => found,
    }
}

fn first<'f, 'a>(found: &'f [Placed<'a>]) -> Option<(Token<'a>, &'f [Placed<'a>])> {
    found.split_first().map(|(placed, rest)| (placed.token, rest))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn check(list: &str, expected: &[&str]) {
        let found = typed(&tokens(list));
        let shown: Vec<String> = found.iter().map(|(name, path)| format!("{name}: {}", path.join("::"))).collect();
        assert_eq!(shown, expected, "{list}");
    }

    #[test]
    fn names_and_types() {
        check("a: A, b: &'a mut b::B", &["a: A", "b: b::B"]);
        check("&self, mut a: A<B>", &["a: A"]);
        check("a: Arc<A>, b: &Arc<crate::B<C>>, c: std::sync::Arc<Box<C>>", &["a: A", "b: crate::B", "c: C"]);
        check("a: Option<A>, b: (A, B), c: &dyn C", &["a: Option", "b: ", "c: C"]);
        check("a: impl Fn(A) -> B", &["a: impl"]);
        check("", &[]);
    }

    #[test]
    fn types_in_a_list() {
        let check = |list: &str, expected: &[&str]| {
            let found: Vec<String> = listed(&tokens(list)).iter().map(|path| path.join("::")).collect();
            assert_eq!(found, expected, "{list}");
        };
        check("A", &["A"]);
        check("pub Arc<a::B>, Map<A, B>, (A, B), C,", &["a::B", "Map", "", "C"]);
        check("", &[]);
    }

    #[test]
    fn what_is_returned() {
        let check = |header: &str, path: &str, wrapped: bool| {
            let (found, is_wrapped) = returned(&tokens(header));
            assert_eq!((found.join("::").as_str(), is_wrapped), (path, wrapped), "{header}");
        };
        check("fn f(&self) -> A", "A", false);
        check("fn f(&self) -> Result<a::B, E>", "a::B", true);
        check("fn f(&self) -> Option<Arc<A>> where T: B", "A", true);
        check("fn f(x: impl Fn() -> A) -> &'a B", "B", false);
        check("fn f(&self) -> Vec<A>", "Vec", false);
        check("fn f(&self) -> Option<(A, B)>", "", true);
        check("fn f(&self)", "", false);
    }

    #[test]
    fn paths() {
        let check = |text: &str, at: &str, before: &str| {
            let found = tokens(text);
            assert_eq!(
                (path_at(&found).join("::"), path_before(&found).join("::")),
                (at.into(), before.into()),
                "{text}"
            );
        };
        check("a::b c d::e", "a::b", "d::e");
        check("a.b", "a", "b");
        check("(a) = b::C::new", "", "b::C::new");
        check("a;", "a", "");
        check("a b", "a", "b");
        check("", "", "");
    }
}
