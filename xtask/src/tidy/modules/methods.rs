//! The arrows that no import shows: a call of a method which another module defines.
//!
//! A type whose methods stand in several modules hides arrows, since `self.save()` imports nothing. Of such types, these
//! calls are seen: through `self` in an `impl`, through a path (`Desk::save`, `Self::save`), and through a name like the
//! type's (`desk.save()`). Other calls are not seen.

use std::collections::{BTreeMap, BTreeSet};

use super::arrows::Arrow;
use super::names::{Target, defined, target};
use super::read::{Call, Receiver, Written};
use super::tree::Crate;

/// The module that defines a type, and its name.
type Type<'a> = (usize, &'a str);

pub struct Methods<'a> {
    /// The modules in which the type has a method of this name. Two of them differ by configuration.
    of_types: BTreeMap<Type<'a>, BTreeMap<&'a str, BTreeSet<usize>>>,
}

impl<'a> Methods<'a> {
    pub fn of(of: &Crate<'a>) -> Self {
        let mut of_types: BTreeMap<Type<'a>, BTreeMap<&str, BTreeSet<usize>>> = BTreeMap::new();
        for (module, read) in of.modules.iter().enumerate() {
            for method in &read.file.methods {
                let Some(own) = type_of(of, module, &method.of) else { continue };
                of_types.entry(own).or_default().entry(method.name).or_default().insert(module);
            }
        }
        Self { of_types }
    }

    pub fn arrows(&self, of: &Crate<'a>) -> Vec<Arrow> {
        let mut found = Vec::new();
        for (from, module) in of.modules.iter().enumerate() {
            for call in &module.file.calls {
                let by = || format!(".{}()", call.name);
                found.extend(self.called(of, from, call).into_iter().map(|to| Arrow {
                    from,
                    to,
                    line: call.line,
                    by: by(),
                }));
            }
            for path in &module.file.paths {
                let by = || path.segments.join("::");
                found.extend(self.named(of, from, path).into_iter().map(|to| Arrow {
                    from,
                    to,
                    line: path.line,
                    by: by(),
                }));
            }
        }
        found
    }

    fn called(&self, of: &Crate<'a>, from: usize, call: &Call<'a>) -> BTreeSet<usize> {
        let own = match &call.receiver {
            Receiver::Own(own) => type_of(of, from, own),
            Receiver::Named(receiver) => self.type_called(receiver),
            Receiver::Unnamed => None,
        };
        own.and_then(|own| self.of_types.get(&own)?.get(call.name)).cloned().unwrap_or_default()
    }

    /// `T::name`, which the path itself shows as an arrow to the module that defines `T`.
    fn named(&self, of: &Crate<'a>, from: usize, path: &Written<'a>) -> BTreeSet<usize> {
        let modules = || {
            let Target { module, rest } = defined(of, &target(of, from, path)?);
            let [name, method] = *rest.as_slice() else { return None };
            self.of_types.get(&(module, name))?.get(method)
        };
        modules().cloned().unwrap_or_default()
    }

    /// Types whose methods stand in several modules.
    fn spread(&self) -> impl Iterator<Item = (&Type<'a>, &BTreeMap<&'a str, BTreeSet<usize>>)> {
        self.of_types.iter().filter(|(_, methods)| methods.values().flatten().collect::<BTreeSet<_>>().len() > 1)
    }

    /// The one such type whose name is the receiver's.
    fn type_called(&self, receiver: &str) -> Option<Type<'a>> {
        let mut fitting = self.spread().map(|(own, _)| *own).filter(|(_, name)| snake_case(name) == receiver);
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

fn type_of<'a>(of: &Crate<'a>, from: usize, path: &Written<'a>) -> Option<Type<'a>> {
    let Target { module, rest } = defined(of, &target(of, from, path)?);
    Some((module, rest.first()?))
}

fn snake_case(name: &str) -> String {
    let mut written = String::new();
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && at > 0 {
            written.push('_');
        }
        written.extend(c.to_lowercase());
    }
    written
}
