//! All rows of an account in memory, once somebody is about to search, or sorts by a text. To read the rows of 100,000
//! numbers from disk took 150 of the 200 ms from a letter of a search to the painted rows. In memory a row takes a quarter
//! of a kilobyte. The rows stay until those on disk change, so that the next search is as fast.

use std::collections::HashMap;

use domain::observed::Waba;
use domain::phone::PhoneNumber;
use store::{ListedRow, ListedTexts};

use super::overview::Names;

pub(crate) struct KeptRows {
    pub wabas: Vec<Waba>,
    pub names: Names,
    rows: Vec<KeptRow>,
    /// The texts that many rows share. Rows have positions in it.
    shared: Vec<Box<str>>,
    /// The texts of the rows, one after the other.
    searched: String,
    /// The keys of the alias and of the verified name of each row, one after the other.
    keys: Vec<u8>,
}

struct KeptRow {
    number: PhoneNumber,
    waba_id: u32,
    status: u32,
    configuration_type: u32,
    quality: u32,
    handled_by: u32,
    country: u32,
    calling: bool,
    has_problem: bool,
    /// Where its parts end. They begin where those of the row before end.
    search: usize,
    alias_key: usize,
    verified_key: usize,
}

/// Rows that are being read.
pub(crate) struct Keeping {
    kept: KeptRows,
    positions: HashMap<Box<str>, u32>,
    /// The positions of the shared texts of the last row. Most rows have the same ones.
    last: [u32; SHARED],
}

/// How many columns have shared texts.
const SHARED: usize = 6;

impl Keeping {
    pub(crate) fn new(wabas: Vec<Waba>, names: Names) -> Self {
        let (rows, shared, searched, keys) = Default::default();
        let kept = KeptRows { wabas, names, rows, shared, searched, keys };
        Self { kept, positions: HashMap::new(), last: [0; SHARED] }
    }

    pub(crate) fn add(&mut self, row: &ListedRow<'_>) {
        let texts = &row.texts;
        let columns = [row.waba_id, row.status, row.configuration_type, texts.quality, texts.handled_by, texts.country];
        for (column, text) in columns.into_iter().enumerate() {
            self.last[column] = self.share(self.last[column], text);
        }
        let [waba_id, status, configuration_type, quality, handled_by, country] = self.last;
        let KeptRows { rows, searched, keys, .. } = &mut self.kept;
        searched.push_str(texts.search);
        keys.extend_from_slice(texts.alias_key);
        let alias_key = keys.len();
        keys.extend_from_slice(texts.verified_key);
        rows.push(KeptRow {
            number: row.number,
            waba_id,
            status,
            configuration_type,
            quality,
            handled_by,
            country,
            calling: row.calling,
            has_problem: row.has_problem,
            search: searched.len(),
            alias_key,
            verified_key: keys.len(),
        });
    }

    pub(crate) fn finish(self) -> KeptRows {
        let mut kept = self.kept;
        kept.rows.shrink_to_fit();
        kept.searched.shrink_to_fit();
        kept.keys.shrink_to_fit();
        kept
    }

    fn share(&mut self, last: u32, text: &str) -> u32 {
        if self.kept.shared.get(last as usize).is_some_and(|shared| **shared == *text) {
            return last;
        }
        if let Some(position) = self.positions.get(text) {
            return *position;
        }
        let position = self.kept.shared.len() as u32;
        self.kept.shared.push(text.into());
        self.positions.insert(text.into(), position);
        position
    }
}

impl KeptRows {
    /// The rows as they were read, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = ListedRow<'_>> {
        let shared = |position: u32| &*self.shared[position as usize];
        let (mut searched, mut keys) = (0, 0);
        self.rows.iter().map(move |row| {
            let texts = ListedTexts {
                quality: shared(row.quality),
                handled_by: shared(row.handled_by),
                country: shared(row.country),
                search: &self.searched[searched..row.search],
                alias_key: &self.keys[keys..row.alias_key],
                verified_key: &self.keys[row.alias_key..row.verified_key],
            };
            (searched, keys) = (row.search, row.verified_key);
            ListedRow {
                number: row.number,
                waba_id: shared(row.waba_id),
                status: shared(row.status),
                configuration_type: shared(row.configuration_type),
                calling: row.calling,
                has_problem: row.has_problem,
                texts,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_what_was_added() {
        let texts = |search, key| ListedTexts {
            quality: "green",
            handled_by: "hooks.acme.example",
            country: "India",
            search,
            alias_key: key,
            verified_key: b"",
        };
        let row = |number: u64, waba_id, texts| ListedRow {
            number: PhoneNumber::from_u64(number).unwrap(),
            waba_id,
            status: "connected",
            configuration_type: "",
            calling: number == 12025550101,
            has_problem: number == 12025550102,
            texts,
        };
        let verified = ListedTexts { verified_key: b"v", ..texts("", b"") };
        let added = [
            row(12025550101, "102", texts("äöü\nfront desk", b"key")),
            row(12025550102, "", verified),
            row(12025550103, "102", texts("x", b"")),
        ];
        let mut keeping = Keeping::new(Vec::new(), Names::default());
        added.iter().for_each(|row| keeping.add(row));
        let kept = keeping.finish();
        let as_text = |rows: Vec<ListedRow<'_>>| rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>();
        assert_eq!(as_text(kept.iter().collect()), as_text(added.to_vec()));
    }
}
