//! Finds the module that a path leads to.

use super::read::Written;
use super::tree::Crate;

/// More renamings in a row than anybody writes; a name that is imported from itself ends here.
const MOST_STEPS: usize = 16;

/// What a path leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Target<'a> {
    /// The deepest module that the path names.
    pub module: usize,
    /// What the path names in it, outermost first.
    pub rest: Vec<&'a str>,
}

/// None for a path that leads out of the crate, or to something local.
pub fn target<'a>(of: &Crate<'a>, from: usize, path: &Written<'a>) -> Option<Target<'a>> {
    let absolute = absolute(of, from, path, MOST_STEPS)?;
    Some(deepest(of, &absolute))
}

/// Where the first name that the path names in its module is defined, when the module merely passes it on.
pub fn defined<'a>(of: &Crate<'a>, target: &Target<'a>) -> Target<'a> {
    let mut at = target.clone();
    for _ in 0..MOST_STEPS {
        match passed_on(of, &at) {
            Some(next) if next != at => at = next,
            _ => break,
        }
    }
    at
}

/// One step from a name that is imported in the module to what is imported.
fn passed_on<'a>(of: &Crate<'a>, at: &Target<'a>) -> Option<Target<'a>> {
    let (name, rest) = at.rest.split_first()?;
    let file = &of.modules.get(at.module)?.file;
    if file.items.contains(name) {
        return None;
    }
    let path = imported(of, at.module, name, MOST_STEPS)?;
    Some(deepest(of, &path.into_iter().chain(rest.iter().copied()).collect::<Vec<_>>()))
}

fn deepest<'a>(of: &Crate<'a>, path: &[&'a str]) -> Target<'a> {
    let named = (0..=path.len()).rev().find_map(|length| Some((of.module(path.get(..length)?)?, length)));
    let (module, length) = named.unwrap_or((0, 0));
    Target { module, rest: path.get(length..).unwrap_or_default().to_vec() }
}

/// The path from the crate's root.
fn absolute<'a>(of: &Crate<'a>, from: usize, path: &Written<'a>, steps: usize) -> Option<Vec<&'a str>> {
    let module = of.modules.get(from)?;
    let mut base: Vec<&str> = module.path.iter().chain(&path.inside).copied().collect();
    let mut segments = path.segments.as_slice();
    match *segments.first()? {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            while let Some(("super", rest)) = segments.split_first().map(|(first, rest)| (*first, rest)) {
                base.pop()?;
                segments = rest;
            }
            base.extend(segments);
            return Some(base);
        }
        first => return relative(of, from, base, first, segments, steps),
    }
    base.extend(segments.get(1..)?);
    Some(base)
}

/// A path that begins with a name of the module: a child, an item or an import.
fn relative<'a>(
    of: &Crate<'a>,
    from: usize,
    mut base: Vec<&'a str>,
    first: &'a str,
    segments: &[&'a str],
    steps: usize,
) -> Option<Vec<&'a str>> {
    let file = &of.modules.get(from)?.file;
    let is_child = file.declared.iter().any(|(child, _)| *child == first);
    let is_inline = file.inline.iter().any(|path| path.last() == Some(&first));
    if is_child || is_inline || file.items.contains(first) {
        base.extend(segments);
        return Some(base);
    }
    let mut path = imported(of, from, first, steps)?;
    path.extend(segments.get(1..)?);
    Some(path)
}

/// What an import of the module calls by this name.
fn imported<'a>(of: &Crate<'a>, module: usize, name: &str, steps: usize) -> Option<Vec<&'a str>> {
    let steps = steps.checked_sub(1)?;
    let imports = &of.modules.get(module)?.file.imports;
    // A path that begins with its own name is a crate's: `use plivo::Client as plivo`.
    let begins = |path: &Written<'_>| path.segments.first() != Some(&name);
    let named = imports.iter().filter(|import| import.name == name && begins(&import.path));
    if let Some(path) = named.filter_map(|import| absolute(of, module, &import.path, steps)).next() {
        return Some(path);
    }
    let globs = imports.iter().filter(|import| import.name == "*" && begins(&import.path));
    globs.filter_map(|import| absolute(of, module, &import.path, steps)).find_map(|path| within(of, path, name, steps))
}

/// The name in a module whose items are all imported, if that module has it.
fn within<'a>(of: &Crate<'a>, path: Vec<&'a str>, name: &str, steps: usize) -> Option<Vec<&'a str>> {
    let module = of.module(&path)?;
    let file = &of.modules.get(module)?.file;
    let own = file.items.get(name).or(file.declared.iter().map(|(child, _)| child).find(|child| **child == name));
    match own {
        Some(own) => Some(path.into_iter().chain([*own]).collect()),
        None => imported(of, module, name, steps),
    }
}
