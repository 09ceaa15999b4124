//! The rows of a query, in one pass over those on disk, or over those in memory if it needs their texts.

use std::collections::HashSet;
use std::sync::Arc;

use domain::phone::PhoneNumber;
use store::Columns;

use crate::account::list::{Keeping, KeptRows, Listing, Names, Pass, State};
use crate::account::{Seat, lock_over_disk};
use crate::view::{DeskError, NumbersQuery};

impl Seat {
    /// Returns the rows of a query. Scrolling uses the cached rows.
    pub(super) fn listing(&self, query: &NumbersQuery) -> Result<Arc<Listing>, DeskError> {
        let state = self.account.list.state();
        match self.account.list.kept(query, &state) {
            Some(kept) => Ok(kept),
            None => {
                let listing = self.read_listing(query, &state)?;
                self.account.list.keep(query.clone(), state, listing.clone());
                Ok(listing)
            }
        }
    }

    /// Reads the rows of a query. What was counted over all numbers is kept.
    pub(super) fn read_listing(&self, query: &NumbersQuery, state: &State) -> Result<Arc<Listing>, DeskError> {
        let failing = self.failing(state)?;
        let (marks, failing) = (&*state.marks, &*failing);
        let pass = if Pass::needs_texts(query) {
            let rows = self.rows_with_texts(state)?;
            if let Some(overview) = self.account.list.kept_overview(state) {
                let mut pass = Pass::over_counted(query, overview, marks, failing);
                rows.iter().for_each(|row| pass.add(&row));
                if !pass.is_outdated() {
                    return Ok(Arc::new(pass.finish()));
                }
            }
            let mut pass = Pass::new(query, (rows.wabas.clone(), rows.names.clone()), marks, failing);
            rows.iter().for_each(|row| pass.add(&row));
            pass
        } else {
            let mut pass = Pass::new(query, (self.store().wabas(self.id())?, self.names()?), marks, failing);
            self.store().visit_listed(self.id(), Columns::WithoutTexts, |row| pass.add(&row))?;
            pass
        };
        let listing = Arc::new(pass.finish());
        self.account.list.keep_overview(state.clone(), listing.overview.clone());
        Ok(listing)
    }

    /// Only one thread reads them at a time. The others then find them.
    pub(super) fn rows_with_texts(&self, state: &State) -> Result<Arc<KeptRows>, DeskError> {
        let _one_at_a_time = lock_over_disk(&self.account.list.reading_rows);
        if let Some(kept) = self.account.list.kept_rows(state) {
            return Ok(kept);
        }
        let mut keeping = Keeping::new(self.store().wabas(self.id())?, self.names()?);
        self.store().visit_listed(self.id(), Columns::All, |row| keeping.add(&row))?;
        let rows = Arc::new(keeping.finish());
        self.account.list.keep_rows(state, rows.clone());
        Ok(rows)
    }

    fn names(&self) -> Result<Names, DeskError> {
        let agents = self.store().agents(self.id())?.unwrap_or_default();
        let owners = self.store().subaccounts(self.id())?.unwrap_or_default();
        Ok(Names {
            agents: agents.into_iter().map(|agent| (agent.agent_uuid, agent.name)).collect(),
            owners: owners.into_iter().map(|owner| (owner.auth_id, owner.name)).collect(),
        })
    }

    /// Returns the numbers with a failed endpoint test. Most accounts have none.
    fn failing(&self, state: &State) -> Result<Arc<HashSet<PhoneNumber>>, DeskError> {
        let checks = &state.marks.checks;
        if !checks.any_failed() {
            return Ok(Arc::default());
        }
        if let Some(kept) = self.account.list.kept_failing(state) {
            return Ok(kept);
        }
        let mut failing = HashSet::new();
        self.store().visit_numbers(self.id(), |seen| {
            if checks.failed(&seen.held) {
                failing.insert(seen.number);
            }
        })?;
        let failing = Arc::new(failing);
        self.account.list.keep_failing(state, failing.clone());
        Ok(failing)
    }
}
