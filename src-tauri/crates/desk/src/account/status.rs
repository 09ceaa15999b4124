//! The account's status, for the header and the footer of the window.

use std::sync::atomic::Ordering;

use super::batch::Batch;
use super::core::Seat;
use super::lock::lock;
use crate::view::{Notice, StatusView};

impl Seat {
    pub(crate) fn tell_status(&self) {
        let status = self.status();
        self.tell(Notice::Status { account: self.account.id.clone(), status });
    }

    pub(crate) fn status(&self) -> StatusView {
        // The count is taken before the state is read: any later change sends a status with a higher count.
        let count = self.core.statuses.fetch_add(1, Ordering::SeqCst);
        let account = &self.account;
        let marks = account.list.marks();
        StatusView {
            count,
            connection: lock(&account.link.connection).clone(),
            sync: lock(&account.link.sync).clone(),
            token: lock(&account.link.token).place,
            drafts: marks.count() as u32,
            ready: marks.ready as u32,
            batch: lock(&account.batch.now).as_ref().map(Batch::view),
        }
    }
}
