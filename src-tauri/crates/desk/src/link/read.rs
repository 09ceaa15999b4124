//! Fresh reads: plans, previews and read-backs use them. They change nothing at Plivo.

use std::collections::BTreeMap;

use domain::id::WabaId;
use domain::observed::{Mapping, Observed, Waba};
use domain::phone::PhoneNumber;
use plivo::{ApiError, Client};

use crate::account::{Seat, Writing};
use crate::view::{Code, DeskError};

/// How often a WABA's numbers are read before the desk gives up waiting for two equal reads.
const MOST_READS: usize = 6;

/// A WABA and its complete set of numbers.
pub(crate) struct WabaRead {
    pub waba: Waba,
    pub members: BTreeMap<PhoneNumber, Observed>,
    pub read_at: i64,
}

/// What a read of one number or of one WABA found.
pub(crate) enum Found<T> {
    Seen(T),
    Gone,
    /// Plivo does not return it, but lists it.
    OnlyListed,
}

impl<T> Found<T> {
    /// Returns an error if it was not returned. `what` is its kind, such as *number*, and `name` begins a sentence.
    fn required(self, what: &str, name: &str) -> Result<T, DeskError> {
        match self {
            Self::Seen(seen) => Ok(seen),
            Self::Gone => {
                let message = format!("{name} is no longer at Plivo. Its draft is kept.");
                Err(DeskError::new(Code::Gone, message))
            }
            Self::OnlyListed => {
                let error = only_listed(what);
                Err(DeskError { message: format!("{} Try again later.", error.message), ..error })
            }
        }
    }
}

/// Returns the error for [`Found::OnlyListed`].
pub(crate) fn only_listed(what: &str) -> DeskError {
    DeskError::new(Code::PlivoFailing, format!("Plivo lists this {what}, but does not return it."))
}

impl Seat {
    /// Reads the WABA alone, for its mapping after a remap, and stores what was found.
    pub(crate) async fn find_mapping(
        &self,
        _writing: &Writing<'_>,
        client: &Client,
        id: &WabaId,
    ) -> Result<Found<Mapping>, DeskError> {
        let requested_at = self.forward();
        Ok(match self.find_waba(client, id).await? {
            Found::Seen(waba) => {
                self.keep_waba((&waba, requested_at), (std::iter::empty(), requested_at))?;
                Found::Seen(waba.mapping)
            }
            Found::Gone => Found::Gone,
            Found::OnlyListed => Found::OnlyListed,
        })
    }

    /// Reads one number, and stores it. Returns `Gone` only if the list of numbers can be read, and does not begin with
    /// it: a 404 alone may also mean that the API is missing.
    pub(crate) async fn read_number(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        number: &PhoneNumber,
    ) -> Result<Observed, DeskError> {
        self.find_number(writing, client, number).await?.required("number", &number.international())
    }

    /// Reads one number, and stores what was found. A 404 is a result only if the list of numbers can be read.
    pub(crate) async fn find_number(
        &self,
        _writing: &Writing<'_>,
        client: &Client,
        number: &PhoneNumber,
    ) -> Result<Found<Observed>, DeskError> {
        let requested_at = self.forward();
        match client.number(number).await {
            Err(ApiError::NotFound { .. }) => {}
            answer => {
                let seen = self.track(answer)?.value;
                self.keep_seen(&seen, requested_at)?;
                return Ok(Found::Seen(seen));
            }
        }
        // One page shows that the list can be read.
        let first_page = self.track(client.first_numbers().await)?;
        if first_page.is_some_and(|page| page.objects.iter().any(|listed| listed.number == *number)) {
            return Ok(Found::OnlyListed);
        }
        self.keep_gone(number, requested_at)?;
        Ok(Found::Gone)
    }

    /// Reads a WABA and its numbers. The set counts as known when two reads in a row agree with each other and with
    /// Plivo's own count. Pages shift while they are read, so a number that is absent from one read may still belong to
    /// the WABA.
    pub(crate) async fn read_waba(
        &self,
        _writing: &Writing<'_>,
        client: &Client,
        id: &WabaId,
    ) -> Result<WabaRead, DeskError> {
        let mut waba_at = self.forward();
        let mut waba = self.ask_waba(client, id).await?;
        let mut last = self.read_members(client, id).await?;
        for _ in 1..MOST_READS {
            let members_at = self.forward();
            let next = self.read_members(client, id).await?;
            let counted = waba.number_count.is_none_or(|count| count as usize == next.len());
            if next.keys().eq(last.keys()) && counted {
                self.keep_waba((&waba, waba_at), (next.values(), members_at))?;
                return Ok(WabaRead { waba, members: next, read_at: self.now() });
            }
            if !counted {
                waba_at = self.forward();
                waba = self.ask_waba(client, id).await?;
            }
            last = next;
        }
        let message = "The WABA's numbers change while they are being read, so the set is uncertain. \
                       Nothing was written; try again in a moment.";
        Err(DeskError::new(Code::PlivoFailing, message))
    }

    /// Returns one WABA as it is now, without storing it.
    async fn ask_waba(&self, client: &Client, id: &WabaId) -> Result<Waba, DeskError> {
        // After the read, a WABA that is gone no longer has a name here.
        let name = format!("The WABA {}", self.waba_label(Some(id))?);
        self.find_waba(client, id).await?.required("WABA", &name)
    }

    /// Finds one WABA. It is stored only if it no longer exists. A 404 is a result only if the list of WABAs can be read.
    async fn find_waba(&self, client: &Client, id: &WabaId) -> Result<Found<Waba>, DeskError> {
        let requested_at = self.forward();
        match client.waba(id.as_str()).await {
            Err(ApiError::NotFound { .. }) => {}
            answer => return Ok(Found::Seen(self.track(answer)?.value)),
        }
        if self.track(client.wabas().await)?.iter().any(|waba| waba.id == *id) {
            return Ok(Found::OnlyListed);
        }
        self.keep_waba_gone(id, requested_at)?;
        Ok(Found::Gone)
    }

    async fn read_members(&self, client: &Client, id: &WabaId) -> Result<BTreeMap<PhoneNumber, Observed>, DeskError> {
        let members = self.track(client.members(id.as_str()).await)?;
        Ok(members.into_iter().map(|seen| (seen.number, seen)).collect())
    }
}
