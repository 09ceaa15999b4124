//! Reads which names have which types, as far as the types are written.

use super::tokens::{Placed, Token};

/// Values of these types have the methods of the type inside.
const TRANSPARENT: [&str; 3] = ["Arc", "Box", "Rc"];

/// Each `name: Type` in a list of parameters or fields. The type is given without references and arguments.
pub fn typed<'a>(list: &[Placed<'a>]) -> Vec<(&'a str, Vec<&'a str>)> {
    let one = |at: usize| match (list.get(at)?.token, list.get(at + 1)?.token) {
        (Token::Word(name), Token::Sign(":")) => Some((name, type_at(list.get(at + 2..)?))),
        _ => None,
    };
    (0..list.len()).filter_map(one).collect()
}

/// The path of the type that begins here. Empty for one without a name, such as a tuple.
pub fn type_at<'a>(mut found: &[Placed<'a>]) -> Vec<&'a str> {
    loop {
        while let Some((Token::Sign("&") | Token::Word("mut" | "dyn"), rest)) = first(found) {
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

/// The words that begin here, with `::` in between.
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

/// The words that end here, with `::` in between.
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
