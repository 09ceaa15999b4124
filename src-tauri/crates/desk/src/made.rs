//! Drafts that were made at once, by a bulk edit or an import. They are kept by an id, so that they can be applied or
//! undone at once without the window naming a hundred thousand of them.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::phone::PhoneNumber;

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::view::{DraftKey, DraftKind, DraftsTakenBack, MadeDrafts};
use crate::{Desk, lock};

/// Undoing is offered right after something was made. What was made longer ago than this is undone one by one.
const MOST_KEPT: usize = 16;

/// What was made at once.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub numbers: Vec<PhoneNumber>,
    pub wabas: Vec<String>,
    /// Those of the numbers whose drafts can be sent.
    pub ready: Vec<PhoneNumber>,
    /// Every draft that stood there before, by the id under which it was set aside.
    pub aside: Vec<i64>,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

impl Made {
    /// Those of the drafts that it made.
    fn among(&self, keys: &[DraftKey]) -> Vec<DraftKey> {
        let numbers: HashSet<String> = self.numbers.iter().map(ToString::to_string).collect();
        let made = |key: &&DraftKey| match key.kind {
            DraftKind::Number => numbers.contains(&key.id),
            DraftKind::Mapping => self.wabas.contains(&key.id),
        };
        keys.iter().filter(made).cloned().collect()
    }
}

/// The latest that were made for an account while the app runs.
#[derive(Default)]
pub(crate) struct LatelyMade(VecDeque<(u32, Arc<Made>)>);

impl Desk {
    pub(crate) fn keep_made(&self, account: &Account, made: Made) -> MadeDrafts {
        let id = self.next_made();
        let drafts = made.numbers.len() + made.wabas.len();
        let view = MadeDrafts { id, drafts: drafts as u32, aside: made.aside.len() as u32 };
        let kept = &mut lock(&account.made).0;
        kept.push_back((id, Arc::new(made)));
        if kept.len() > MOST_KEPT {
            kept.pop_front();
        }
        view
    }

    /// The drafts that can be sent of those that were made at once.
    pub(crate) fn ready_of(&self, account: &Account, made: u32) -> Result<Vec<DraftKey>, DeskError> {
        let gone =
            "These drafts were made too long ago to be applied at once. They are in Drafts, each with its own Apply.";
        let made = self.made(account, made, gone)?;
        let key = |number: &PhoneNumber| DraftKey { kind: DraftKind::Number, id: number.to_string() };
        Ok(made.ready.iter().map(key).collect())
    }

    /// Undoes a bulk edit or an import, all of it or nothing, but for what became another draft, or none, since then.
    /// `open` names drafts that panels show. The answer names those among them that were made then.
    pub async fn take_back(&self, account: &str, made: u32, open: &[DraftKey]) -> Result<DraftsTakenBack, DeskError> {
        let account = self.account(account)?;
        let gone =
            "These drafts were made too long ago to be undone at once. They are in Drafts, each with its own Discard.";
        let made = self.made(&account, made, gone)?;
        let wabas: Vec<&str> = made.wabas.iter().map(String::as_str).collect();
        let told = {
            let _one_at_a_time = account.drafting.lock();
            self.store().take_back(&account.id, (&made.numbers, &wabas), made.at, &made.aside, self.now())?
        };
        self.drafts_were_made(&account);
        let store::TakenBack { taken, changed, gone, back } = told;
        Ok(DraftsTakenBack { taken, changed, gone, back, open: made.among(open) })
    }

    /// Never the same twice, also not for an account that was signed out and is connected again.
    fn next_made(&self) -> u32 {
        self.inner.made.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn made(&self, account: &Account, id: u32, gone: &str) -> Result<Arc<Made>, DeskError> {
        let found = lock(&account.made).0.iter().find(|(kept, _)| *kept == id).map(|(_, made)| made.clone());
        found.ok_or_else(|| DeskError::new(Code::Gone, gone))
    }
}
