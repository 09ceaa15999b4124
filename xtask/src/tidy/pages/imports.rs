//! Reads the imports of a module from its text.

use super::tokens::{Placed, Token, tokens};

#[derive(Debug)]
pub struct Import<'a> {
    /// Counts from 0.
    pub line: usize,
    /// As it is written: `./list.svelte`.
    pub name: &'a str,
}

/// All of `import ... from`, `import '...'`, `import('...')` and `export ... from`. In a Svelte file, only the scripts
/// are read: an `import('...')` in its markup is not found.
pub fn imports<'a>(path: &str, text: &'a str) -> Vec<Import<'a>> {
    let parts = if path.ends_with(".svelte") { scripts(text) } else { vec![(0, text)] };
    parts.into_iter().flat_map(|(start, part)| in_script(text, start, part)).collect()
}

fn in_script<'a>(whole: &str, start: usize, script: &'a str) -> Vec<Import<'a>> {
    let found = tokens(script);
    let line = |at: usize| whole.get(..start + at).unwrap_or_default().matches('\n').count();
    let statement = |index: usize| {
        let is_member = index > 0 && token(&found, index - 1) == Some(Token::Mark('.'));
        let name = if is_member { None } else { imported(&found, index) }?;
        found.get(index).map(|first| Import { line: line(first.at), name })
    };
    (0..found.len()).filter_map(statement).collect()
}

fn token<'a>(found: &[Placed<'a>], index: usize) -> Option<Token<'a>> {
    found.get(index).map(|placed| placed.token)
}

/// What the statement at this index imports. Types count too.
fn imported<'a>(found: &[Placed<'a>], index: usize) -> Option<&'a str> {
    let next = |offset| token(found, index + offset);
    match next(0)? {
        Token::Word("import") => match (next(1)?, next(2)) {
            (Token::Text(name), _) | (Token::Mark('('), Some(Token::Text(name))) => Some(name),
            _ => after_from(found, index + 1),
        },
        Token::Word("export") => match (next(1)?, next(2)) {
            (Token::Mark('{' | '*'), _) | (Token::Word("type"), Some(Token::Mark('{' | '*'))) => {
                after_from(found, index + 1)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Skips the imported names, up to the string after `from`.
fn after_from<'a>(found: &[Placed<'a>], index: usize) -> Option<&'a str> {
    let mut from = false;
    for placed in found.get(index..)? {
        match placed.token {
            Token::Text(name) => return from.then_some(name),
            Token::Word("import" | "export") => return None,
            Token::Word(word) => from = word == "from",
            Token::Mark('{' | '}' | ',' | '*') => from = false,
            Token::Mark(_) => return None,
        }
    }
    None
}

/// The scripts of a Svelte file, each with its start. Scripts in HTML comments do not count.
fn scripts(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let comment = rest.find("<!--");
        let Some(tag) = rest.find("<script") else { break };
        if let Some(comment) = comment.filter(|comment| *comment < tag) {
            at += rest.get(comment..).and_then(|rest| rest.find("-->")).map_or(rest.len(), |end| comment + end + 3);
            continue;
        }
        let start = tag + tag_length(rest.get(tag..).unwrap_or_default());
        let script = rest.get(start..).unwrap_or_default();
        let length = script.find("</script").unwrap_or(script.len());
        found.push((at + start, script.get(..length).unwrap_or_default()));
        at += start + length + 1;
    }
    found
}

/// The length up to and including the `>` that ends the tag. An attribute may contain one: `generics="T extends
/// Record<string, Row>"`.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &[(usize, &str)]) {
        let found = imports(path, text);
        let found: Vec<_> = found.iter().map(|import| (import.line, import.name)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn import_statements() {
        check("a.ts", "import a from './a';", &[(0, "./a")]);
        check("a.ts", "import { a, b as c } from \"./a\"", &[(0, "./a")]);
        check("a.ts", "import * as a from './a';", &[(0, "./a")]);
        check("a.ts", "import a, { type B } from './a';", &[(0, "./a")]);
        check("a.ts", "import{a}from'./a';import'./b'", &[(0, "./a"), (0, "./b")]);
        check("a.ts", "\nimport {\n  a, // don't\n  b,\n} from './a';\nimport './b';", &[(1, "./a"), (5, "./b")]);
        check("a.ts", "import { from } from './a';", &[(0, "./a")]);
        check("a.ts", "import a from './a.json' with { type: 'json' };", &[(0, "./a.json")]);
        check("a.ts", "const a = await import('./a');", &[(0, "./a")]);
        check("a.ts", "let a: typeof import('./a');", &[(0, "./a")]);
    }

    #[test]
    fn imports_of_types() {
        check("a.ts", "import type { A } from './a';", &[(0, "./a")]);
        check("a.ts", "import type A from './a';", &[(0, "./a")]);
        check("a.ts", "import type * as A from './a';", &[(0, "./a")]);
        check("a.ts", "import type from './a';", &[(0, "./a")]);
        check("a.ts", "import type, { A } from './a';", &[(0, "./a")]);
        check("a.ts", "export type { A } from './a';", &[(0, "./a")]);
        check("a.ts", "export type * from './a';", &[(0, "./a")]);
    }

    #[test]
    fn exports() {
        check("a.ts", "export { a } from './a';", &[(0, "./a")]);
        check("a.ts", "export {\n  a,\n  b,\n} from './a';", &[(0, "./a")]);
        check("a.ts", "export * as a from './a';", &[(0, "./a")]);
        check("a.ts", "export { a }\nimport { b } from './b'", &[(1, "./b")]);
        check("a.ts", "export { a };\nconst from = './b';", &[]);
        check("a.ts", "export type A = { from: './a' };", &[]);
        check("a.ts", "export const from = './a';", &[]);
    }

    #[test]
    fn what_is_no_import() {
        check("a.ts", "// import a from './a';\n/*\nimport b from './b';\n*/", &[]);
        check("a.ts", "`\nimport a from './a';\n`", &[]);
        check("a.ts", "say(\"import a from './a'\");", &[]);
        check("a.ts", "import.meta.env; file.import('./a'); reimport('./b');", &[]);
        check("a.ts", "const a = { import: './a' };", &[]);
        check("a.ts", "import(name);", &[]);
        check("a.ts", "import a from", &[]);
    }

    #[test]
    fn scripts_of_svelte() {
        check("a.svelte", "<script>import a from './a'</script>", &[(0, "./a")]);
        check("a.svelte", "<p>don't</p>\n<script lang=\"ts\">\nimport a from './a';\n</script>", &[(2, "./a")]);
        let two = "<script module>\nimport './a';\n</script>\n<script>\nimport './b';\n</script>\n<p>import './c'</p>";
        check("a.svelte", two, &[(1, "./a"), (4, "./b")]);
        check("a.svelte", "<script generics=\"T extends Set<A>\">import './a'</script>", &[(0, "./a")]);
        check("a.svelte", "<!--\n<script>import './a'</script>\n-->\n<script>import './b'</script>", &[(3, "./b")]);
        check("a.svelte", "<p>import './a';</p>", &[]);
    }
}
