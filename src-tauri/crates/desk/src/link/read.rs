//! Fresh reads: plans, previews and read-backs use them. They change nothing at Plivo.

use std::collections::BTreeMap;

use domain::id::WabaId;
use domain::observed::{Observed, Waba};
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

/// What a read of one number found.
pub(crate) enum NumberRead {
    Seen(Observed),
    Gone,
    /// Plivo does not return the number, but its list contains it.
    OnlyListed,
}

impl Seat {
    /// Reads the WABA alone, for its mapping after a remap.
    pub(crate) async fn read_mapping(
        &self,
        _writing: &Writing<'_>,
        client: &Client,
        id: &WabaId,
    ) -> Result<Waba, DeskError> {
        let requested_at = self.forward();
        let waba = self.ask_waba(client, id).await?;
        self.keep_waba((&waba, requested_at), (std::iter::empty(), requested_at))?;
        Ok(waba)
    }

    /// Reads one number, and stores it. Returns `Gone` only if the list of numbers can be read, and does not begin with
    /// it: a 404 alone may also mean that the API is missing.
    pub(crate) async fn read_number(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        number: &PhoneNumber,
    ) -> Result<Observed, DeskError> {
        match self.find_number(writing, client, number).await? {
            NumberRead::Seen(seen) => Ok(seen),
            NumberRead::Gone => {
                let message = format!("{} is no longer at Plivo. Its draft is kept.", number.international());
                Err(DeskError::new(Code::Gone, message))
            }
            NumberRead::OnlyListed => {
                let message = "Plivo lists this number, but does not return it. Try again later.";
                Err(DeskError::new(Code::PlivoFailing, message))
            }
        }
    }

    /// Reads one number, and stores what was found. A 404 is a result only if the list of numbers can be read.
    pub(crate) async fn find_number(
        &self,
        _writing: &Writing<'_>,
        client: &Client,
        number: &PhoneNumber,
    ) -> Result<NumberRead, DeskError> {
        let requested_at = self.forward();
        match client.number(number).await {
            Err(ApiError::NotFound { .. }) => {}
            answer => {
                let seen = self.track(answer)?.value;
                self.keep_seen(&seen, requested_at)?;
                return Ok(NumberRead::Seen(seen));
            }
        }
        // One page shows that the list can be read. Dropping the reader ends the read.
        let first_page = self.track(client.numbers(|| 0).next().await.transpose())?;
        if first_page.is_some_and(|page| page.objects.iter().any(|listed| listed.number == *number)) {
            return Ok(NumberRead::OnlyListed);
        }
        self.keep_gone(number, requested_at)?;
        Ok(NumberRead::Gone)
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

    /// Returns one WABA as it is now, without storing it. Returns `Gone` only if the list of WABAs can be read and does
    /// not contain it.
    pub(crate) async fn ask_waba(&self, client: &Client, id: &WabaId) -> Result<Waba, DeskError> {
        let requested_at = self.forward();
        match client.waba(id.as_str()).await {
            Err(ApiError::NotFound { .. }) => Err(self.waba_gone_or_missing(client, id, requested_at).await?),
            answer => Ok(self.track(answer)?.value),
        }
    }

    async fn waba_gone_or_missing(
        &self,
        client: &Client,
        id: &WabaId,
        requested_at: i64,
    ) -> Result<DeskError, DeskError> {
        let listed = self.track(client.wabas().await)?;
        if listed.iter().any(|waba| waba.id == *id) {
            let message = "Plivo lists this WABA, but does not return it. Try again later.";
            return Err(DeskError::new(Code::PlivoFailing, message));
        }
        let label = self.waba_label(Some(id))?;
        self.keep_waba_gone(id, requested_at)?;
        Ok(DeskError::new(Code::Gone, format!("The WABA {label} is no longer at Plivo. Its draft is kept.")))
    }

    async fn read_members(&self, client: &Client, id: &WabaId) -> Result<BTreeMap<PhoneNumber, Observed>, DeskError> {
        let members = self.track(client.members(id.as_str()).await)?;
        Ok(members.into_iter().map(|seen| (seen.number, seen)).collect())
    }
}
