//! Rules about which module of the window's pages imports which. Type imports count like any other.

mod imports;
mod resolve;
mod rooms;
mod tokens;

use std::collections::BTreeSet;

use self::imports::Import;
use self::resolve::Target;
use super::circles::{Graph, circles};
use super::sources::Source;
use super::violation::Violation;

const PAGES: &str = "ui/src/";

const TABLE: &str = "xtask/src/tidy/pages/rooms.rs";

const SEE_TABLE: &str = "xtask/src/tidy/pages/rooms.rs says what to do";

/// One import, with the file that contains it and the file that it imports.
struct Arrow<'a> {
    from: &'a Source,
    import: Import<'a>,
    to: Target<'a>,
}

pub fn imports_are_found(sources: &[Source]) -> Vec<Violation> {
    let violation = |arrow: &Arrow<'_>| {
        let advice = match arrow.to {
            Target::Lost => "leads to no file: write the path from here, without `.js`",
            Target::File(file) if !file.starts_with(PAGES) => "lies outside ui/src",
            _ => return None,
        };
        Some(arrow.violation(format!("`{}` {advice}", arrow.import.name)))
    };
    arrows(sources).iter().filter_map(violation).collect()
}

pub fn no_circles(sources: &[Source]) -> Vec<Violation> {
    let arrows = arrows(sources);
    let mut graph = Graph::new();
    for arrow in &arrows {
        if let Target::File(to) = arrow.to {
            graph.entry(&arrow.from.path).or_default().insert(to);
        }
    }
    circles(&graph).iter().filter_map(|circle| circle_found(&arrows, circle)).collect()
}

fn circle_found(arrows: &[Arrow<'_>], circle: &[&str]) -> Option<Violation> {
    let first = circle.first()?;
    let second = circle.get(1).unwrap_or(first);
    let arrow = arrows.iter().find(|arrow| arrow.from.path == *first && arrow.to == Target::File(second))?;
    let names: Vec<&str> = circle.iter().chain([first]).map(|path| short(path)).collect();
    Some(arrow.violation(format!("{}: move what they share into a module below them", names.join(" -> "))))
}

pub fn arrows_go_down(sources: &[Source]) -> Vec<Violation> {
    let violation = |arrow: &Arrow<'_>| {
        let Target::File(file) = arrow.to else { return None };
        let (from, to) = (rooms::room(&arrow.from.path)?, rooms::room(file)?);
        let objection = rooms::objection(from, to)?;
        Some(arrow.violation(format!("{from} may not import {}: {objection}; {SEE_TABLE}", short(file))))
    };
    let mut violations: Vec<Violation> = arrows(sources).iter().filter_map(violation).collect();
    violations.extend(modules(sources).filter_map(without_place));
    violations
}

/// Rooms of the table without files.
pub fn unused_allowances(sources: &[Source]) -> Vec<Violation> {
    let paths = modules(sources).map(|module| module.path.as_str()).collect();
    let violation = |room| Violation::in_table(TABLE, format!("no file lies in `{room}`"));
    rooms::without_files(&paths).into_iter().map(violation).collect()
}

fn without_place(module: &Source) -> Option<Violation> {
    let problem = match rooms::room(&module.path) {
        Some(room) if rooms::is_known(room) => return None,
        Some(room) => format!("`{room}` has no level yet"),
        None => "this file lies in no room".into(),
    };
    Some(Violation::in_file(module, format!("{problem}; {SEE_TABLE}")))
}

impl Arrow<'_> {
    fn violation(&self, advice: String) -> Violation {
        Violation::at_line(self.from, self.import.line, advice)
    }
}

fn short(path: &str) -> &str {
    path.strip_prefix(PAGES).unwrap_or(path)
}

fn arrows(sources: &[Source]) -> Vec<Arrow<'_>> {
    let files: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    let mut arrows = Vec::new();
    for from in modules(sources) {
        for import in imports::imports(&from.path, &from.text) {
            let to = resolve::resolve(&files, &from.path, import.name);
            arrows.push(Arrow { from, import, to });
        }
    }
    arrows
}

/// The window's own modules, without tests.
fn modules(sources: &[Source]) -> impl Iterator<Item = &Source> {
    let is_test = |source: &Source| source.ends_with(&[".test.ts"]) || source.path.contains("/node_modules/");
    sources
        .iter()
        .filter(move |source| source.is_below(PAGES) && source.ends_with(&[".ts", ".svelte"]) && !is_test(source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::violation::Rule;

    /// Files and violations are given by their path below `ui`.
    fn check(rule: Rule, files: &[(&str, &str)], expected: &[&str]) {
        let source = |(path, text): &(&str, &str)| Source { path: format!("ui/{path}"), text: text.to_string() };
        let sources: Vec<Source> = files.iter().map(source).collect();
        let found: Vec<String> =
            rule(&sources).into_iter().map(|found| format!("{} {}", found.place, found.advice)).collect();
        let expected: Vec<String> = expected.iter().map(|start| format!("ui/{start}")).collect();
        let fits =
            found.len() == expected.len() && found.iter().zip(&expected).all(|(found, start)| found.starts_with(start));
        assert!(fits, "{files:?}: {found:?} instead of {expected:?}");
    }

    #[test]
    fn found() {
        let a = ("src/lib/words/a.ts", "");
        check(imports_are_found, &[a, ("src/lib/state/b.ts", "import '../words/a';\nimport 'svelte';")], &[]);
        let lost = "src/lib/words/b.ts:2 `./c` leads to no file";
        check(imports_are_found, &[a, ("src/lib/words/b.ts", "\nimport './c';")], &[lost]);
        check(imports_are_found, &[a, ("src/lib/words/b.test.ts", "import './c';")], &[]);
        check(imports_are_found, &[a, ("src/node_modules/b.ts", "import './c';")], &[]);
        let fake = ("tests/fake.ts", "import './gone';");
        let outside = "src/main.ts:1 `../tests/fake` lies outside ui/src";
        check(imports_are_found, &[fake, ("src/main.ts", "import '../tests/fake';")], &[outside]);
    }

    #[test]
    fn circles_of_modules() {
        let a = ("src/a.ts", "\nimport './b.svelte';");
        let b = ("src/b.svelte", "<script>import type { A } from './a'</script>");
        check(no_circles, &[a], &[]);
        check(no_circles, &[a, b], &["src/a.ts:2 a.ts -> b.svelte -> a.ts:"]);
        let three =
            [("src/a/index.ts", "export * from '../b'"), ("src/b.ts", "import './c'"), ("src/c.ts", "import './a'")];
        check(no_circles, &three, &["src/a/index.ts:1 a/index.ts -> b.ts -> c.ts -> a/index.ts:"]);
        check(no_circles, &[("src/a.ts", "import './a'")], &["src/a.ts:1 a.ts -> a.ts:"]);
        check(no_circles, &[("src/a.test.ts", "import './b'"), ("src/b.ts", "import './a.test'")], &[]);
    }

    #[test]
    fn arrows_between_rooms() {
        let state = ("src/lib/state/a.ts", "");
        let panel = ("src/lib/features/panel/a.ts", "import '../../state/a';");
        let numbers = ("src/lib/features/numbers/a.ts", "import '../panel/a';\nimport '../../state/a';");
        let app = ("src/App.svelte", "<script>import './lib/features/numbers/a';</script>");
        check(arrows_go_down, &[state, panel, numbers, app], &[]);

        let up = ("src/lib/state/b.ts", "\n\nimport type { A } from '../features/panel/a';");
        let above = "src/lib/state/b.ts:3 state may not import lib/features/panel/a.ts: it lies above";
        check(arrows_go_down, &[panel, up], &[above]);

        let aside = ("src/lib/features/drafts/a.ts", "import '../numbers/a';");
        let beside = "src/lib/features/drafts/a.ts:1 features/drafts may not import lib/features/numbers/a.ts: it lies on the same level";
        check(arrows_go_down, &[numbers, aside], &[beside]);

        let new = "src/lib/features/new/a.ts `features/new` has no level yet";
        check(arrows_go_down, &[("src/lib/features/new/a.ts", "")], &[new]);
        check(arrows_go_down, &[("src/lib/a.ts", "")], &["src/lib/a.ts this file lies in no room"]);
    }
}
