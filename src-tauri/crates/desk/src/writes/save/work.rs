//! The state that the steps of one save share.

use domain::phone::PhoneNumber;
use plivo::Client;

use crate::account::{Scope, Seat, Writing};

/// One save of one number, from its first read to its record.
pub(super) struct Save<'a> {
    pub seat: &'a Seat,
    pub writing: Writing<'a>,
    pub client: Client,
    pub number: PhoneNumber,
    pub scope: Scope,
}
