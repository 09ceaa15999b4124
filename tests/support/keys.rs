//! Keys by the names that are printed on them.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

/// `"Control+S"`, `"Shift+Tab"`, `"ArrowDown ArrowDown Enter"`: chords, one after the other.
pub fn strokes(keys: &str) -> KeyActions {
    then_strokes(KeyActions::new("keyboard".into()), keys)
}

/// Text and keys without a pause in between, like fast typing.
pub fn typing_then(text: &str, keys: &str) -> KeyActions {
    then_strokes(typing(text), keys)
}

fn then_strokes(actions: KeyActions, keys: &str) -> KeyActions {
    keys.split_whitespace().fold(actions, |actions, chord| {
        let held: Vec<char> = chord.split('+').map(key).collect();
        let down = held.iter().fold(actions, |actions, key| actions.then(KeyAction::Down { value: *key }));
        held.iter().rev().fold(down, |actions, key| actions.then(KeyAction::Up { value: *key }))
    })
}

/// Text, typed into the focused element.
pub fn typing(text: &str) -> KeyActions {
    text.chars().fold(KeyActions::new("keyboard".into()), |actions, value| {
        actions.then(KeyAction::Down { value }).then(KeyAction::Up { value })
    })
}

fn key(name: &str) -> char {
    let special = match name {
        "Alt" => Key::Alt,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "Backspace" => Key::Backspace,
        "Control" => Key::Control,
        "Delete" => Key::Delete,
        "End" => Key::End,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "F6" => Key::F6,
        "Home" => Key::Home,
        "Meta" => Key::Meta,
        "PageDown" => Key::PageDown,
        "PageUp" => Key::PageUp,
        "Shift" => Key::Shift,
        "Space" => return ' ',
        "Tab" => Key::Tab,
        _ => return single(name),
    };
    special.into()
}

fn single(name: &str) -> char {
    let mut characters = name.chars();
    let first = characters.next().filter(|_| characters.as_str().is_empty());
    first.unwrap_or_else(|| panic!("there is no key named {name:?}")).to_ascii_lowercase()
}
