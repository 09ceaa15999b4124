//! The contract as TypeScript. Only builds of tests have this: the feature `bindings` is off in what ships.

use std::collections::BTreeMap;

use desk::view::{ConfigurationType, FieldName, NumbersQuery};
use serde::Serialize;
use specta_typescript::Typescript;
use tauri_specta::{Builder, ErrorHandlingMode};

use super::{a, c, d, h, p, t};

fn contract() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .error_handling(ErrorHandlingMode::Throw)
        // Times in milliseconds and row ids stay far below 2^53.
        .dangerously_cast_bigints_to_number()
        // One name for a type, in both directions.
        .disable_serde_phases()
        .constant("firstQuery", NumbersQuery::first())
        .constant("fieldLabels", labels(FieldName::ALL, FieldName::label))
        .constant("typeLabels", labels(ConfigurationType::ALL, ConfigurationType::label))
        .commands(every_command!(tauri_specta::collect_commands))
}

/// The labels that the window shows for these values.
fn labels<T: Copy + Ord + Serialize, const N: usize>(
    all: [T; N],
    label: fn(T) -> &'static str,
) -> BTreeMap<T, &'static str> {
    all.into_iter().map(|one| (one, label(one))).collect()
}

/// Writes the contract as TypeScript. The result is committed as `ui/src/lib/bridge/bindings.ts`.
pub fn write_typescript(path: &std::path::Path) -> Result<(), specta_typescript::Error> {
    contract().export(Typescript::default(), path)
}
