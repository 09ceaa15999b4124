//! Controls a running sandbox.

use crate::account::{Call, Number, Subaccount, Waba, digits};
use crate::edit::{Armed, Edit, EditError};
use crate::fault::Rule;
use crate::held::held;
use crate::journal::Request;
use crate::samples::EndpointRequest;
use crate::seed;
use crate::shared::Shared;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Controls a sandbox from within the process: faults, changes behind the app's back, the journal, the offline switch,
/// the reset to the seed. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Adds a fault to those already active.
    pub fn add_fault(&self, rule: Rule) {
        held(&self.shared.faults).add(rule);
    }

    #[must_use]
    pub fn faults(&self) -> Vec<Rule> {
        held(&self.shared.faults).list()
    }

    /// Removes all faults. Reads are no longer stale, and no answer is held back.
    pub fn clear_faults(&self) {
        held(&self.shared.faults).clear();
        held(&self.shared.account).lag.clear();
        self.shared.release.send_replace(());
    }

    /// Releases every answer that [`Fault::Hold`](crate::Fault::Hold) holds back, and holds back no more answers.
    pub fn release(&self) {
        held(&self.shared.faults).release();
        self.shared.release.send_replace(());
    }

    /// Changes the account immediately.
    pub fn edit(&self, edit: &Edit) -> Result<(), EditError> {
        self.shared.edit(edit)
    }

    /// Changes the account just before or after a given request. Whether the change is possible is known only then. An
    /// impossible change is logged as a warning.
    pub fn arm(&self, armed: Armed) {
        held(&self.shared.armory).arm(armed);
    }

    pub fn disarm(&self) {
        held(&self.shared.armory).clear();
    }

    /// Returns every request to the API since the start or since the journal was last cleared, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.shared.journal.list()
    }

    pub fn clear_requests(&self) {
        self.shared.journal.clear();
    }

    /// Waits until the journal satisfies `done`, for example until a late write has landed. Returns the journal at that
    /// time. It has no timeout.
    pub async fn requests_when(&self, done: impl FnMut(&[Request]) -> bool) -> Vec<Request> {
        self.shared.journal.wait_until(done).await
    }

    /// Returns every request that reached a sample endpoint since the start or since the journal was last cleared,
    /// oldest first. A client that rejected the certificate has not sent a request.
    #[must_use]
    pub fn endpoint_requests(&self) -> Vec<EndpointRequest> {
        self.shared.received.list()
    }

    /// Clears these requests, and the count of simultaneous requests.
    pub fn clear_endpoint_requests(&self) {
        self.shared.received.clear();
    }

    /// Returns the highest number of requests that the sample endpoints answered at the same time.
    #[must_use]
    pub fn endpoint_most_at_once(&self) -> usize {
        self.shared.received.most_at_once()
    }

    /// Waits until the journal of the sample endpoints satisfies `done`. Returns the journal at that time. It has no
    /// timeout.
    pub async fn endpoint_requests_when(&self, done: impl FnMut(&[EndpointRequest]) -> bool) -> Vec<EndpointRequest> {
        self.shared.received.wait_until(done).await
    }

    /// Switches offline on or off. While offline, every connection is dropped without an answer, also to sample
    /// endpoints, and nothing is added to the journals.
    pub fn set_offline(&self, offline: bool) {
        self.shared.offline.store(offline, Ordering::SeqCst);
    }

    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.shared.offline.load(Ordering::SeqCst)
    }

    /// Resets numbers, mappings and call records to the seed, on disk too. Faults, armed edits, the journal and the
    /// offline switch stay as they are. Reads are no longer stale.
    pub fn reset(&self) {
        let fresh = seed::account(&self.shared.options);
        self.shared.change(|account| *account = fresh);
    }

    /// Returns the account's number. `number` may begin with a plus.
    #[must_use]
    pub fn number(&self, number: &str) -> Option<Number> {
        held(&self.shared.account).numbers.get(digits(number)?).cloned()
    }

    /// Returns the numbers of a WABA in list order.
    #[must_use]
    pub fn numbers_of(&self, waba_id: &str) -> Vec<Number> {
        let account = held(&self.shared.account);
        let keys = account.numbers.of_waba(waba_id);
        keys.iter().filter_map(|key| account.numbers.get(*key)).cloned().collect()
    }

    #[must_use]
    pub fn wabas(&self) -> Vec<Waba> {
        held(&self.shared.account).wabas.clone()
    }

    /// Returns the subaccounts with their tokens, so that tests can sign in as one of them.
    #[must_use]
    pub fn subaccounts(&self) -> Vec<Subaccount> {
        held(&self.shared.account).subaccounts.clone()
    }

    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        held(&self.shared.account).calls.clone()
    }
}
