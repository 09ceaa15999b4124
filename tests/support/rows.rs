//! The rows of the numbers list on the screen.

use std::collections::BTreeMap;

use serde_json::Value;

use super::window::Window;

/// Top and height of a row, in CSS pixels.
pub type Place = (i64, i64);

/// Read in one script, because rows may be redrawn between two reads.
const PLACES: &str = r#"
const rows = [...document.querySelectorAll('[role=row][aria-label^="+"]')].filter((row) => row.checkVisibility());
return rows.map((row) => {
  const { top, height } = row.getBoundingClientRect();
  return [row.getAttribute('aria-label'), Math.round(top), Math.round(height)];
});
"#;

/// The active row of the keyboard: referenced by the list, or focused itself.
const MARKED: &str = r"
const list = document.querySelector('[aria-label=Numbers][aria-rowcount]');
const named = document.getElementById(list?.getAttribute('aria-activedescendant') ?? '');
return (named ?? document.activeElement?.closest('[role=row]'))?.getAttribute('aria-label') ?? null;
";

const SELECTED: &str = "return [...document.querySelectorAll('[role=row][aria-selected=true]')]\
                        .map((row) => row.getAttribute('aria-label'))";

impl Window {
    /// The drawn numbers of the list, from top to bottom.
    pub async fn numbers(&self) -> Vec<String> {
        let rows = self.names("row").await.into_iter();
        rows.filter(|name| name.starts_with('+')).map(|name| number_of(&name)).collect()
    }

    /// The position of each number's row.
    pub async fn places(&self) -> BTreeMap<String, Place> {
        let places = self.execute(PLACES, vec![]).await;
        let place =
            |row: &Value| (number_of(row[0].as_str().unwrap()), (row[1].as_i64().unwrap(), row[2].as_i64().unwrap()));
        places.as_array().unwrap().iter().map(place).collect()
    }

    /// The whole name of the active row.
    pub async fn marked(&self) -> String {
        self.execute(MARKED, vec![]).await.as_str().unwrap_or_default().to_string()
    }

    /// Waits until the name of the active row starts like this.
    pub async fn is_marked(&self, start: &str) {
        self.wait_until(&format!("{start} to be the active row"), async || self.marked().await.starts_with(start))
            .await;
    }

    /// The drawn numbers that are selected, from top to bottom.
    pub async fn selected(&self) -> Vec<String> {
        let names = self.execute(SELECTED, vec![]).await;
        names.as_array().unwrap().iter().map(|name| number_of(name.as_str().unwrap_or_default())).collect()
    }
}

/// The name of a row starts with its number.
fn number_of(name: &str) -> String {
    name.split(',').next().unwrap_or_default().to_string()
}
