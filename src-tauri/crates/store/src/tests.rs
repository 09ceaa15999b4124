//! The store on a real disk, closed and reopened.

mod forgetting;
mod later;
mod listed;
mod opening;
mod readers;
mod record;
mod runtime;
mod stamps;
mod sync;
mod unknown;
mod versions;
mod work;

use std::path::{Path, PathBuf};

use domain::id::WabaId;
use domain::observed::{Held, Observed};
use domain::phone::PhoneNumber;
use tempfile::TempDir;

use crate::*;

const ACCOUNT: &str = "MAXXXXXXXXXXXXXXXX01@https://api.plivo.com";
const OTHER: &str = "MAXXXXXXXXXXXXXXXX02@https://api.plivo.com";
/// 2026-11-05 10:11:12 UTC.
const NOW: i64 = 1_793_873_472_000;

/// The data folder of one test. It is opened at most twice, one after the other.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn file(&self, suffix: &str) -> PathBuf {
        self.path().join(format!("number-desk.db{suffix}"))
    }

    fn store(&self) -> Store {
        let (store, notes) = self.open().unwrap();
        assert_eq!(notes, []);
        store
    }

    fn open(&self) -> Result<(Store, Vec<OpenNote>), OpenError> {
        Store::open(&DataFolder::open(&self.path()).unwrap(), NOW)
    }
}

fn phone(digits: &str) -> PhoneNumber {
    PhoneNumber::parse(digits).unwrap()
}

fn seen(digits: &str, waba: &str, alias: &str) -> Observed {
    Observed {
        number: phone(digits),
        waba_id: Some(WabaId::new(waba)),
        country_iso: Some("IN".to_owned()),
        verified_name: Some("Acme Support".to_owned()),
        status: "connected".to_owned(),
        name_status: None,
        quality: "green".to_owned(),
        messaging_limit: Some(10_000),
        held: Held { alias: Some(alias.to_owned()), calling_enabled: Some(true), ..Held::default() },
    }
}

fn draft(digits: &str, edits: &str) -> DraftRow {
    DraftRow {
        account: ACCOUNT.to_owned(),
        number: phone(digits),
        base: "{}".to_owned(),
        edits: edits.to_owned(),
        started_at: NOW,
        saved_at: NOW + 1,
        ready: false,
        decisions: "{}".to_owned(),
    }
}

fn mapping_draft(waba: &str, target: Option<&str>) -> MappingDraftRow {
    MappingDraftRow {
        account: ACCOUNT.to_owned(),
        waba_id: waba.to_owned(),
        base: None,
        target: target.map(str::to_owned),
        started_at: NOW,
        saved_at: NOW + 1,
        ready: true,
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
