//! Calls about the calling page of a number.

use crate::view::{
    CallingView, CallsView, DeskError, DialView, FieldName, PermissionFacts, PermissionView, phone, phone_at,
};

use crate::window::desk::Desk;

impl Desk {
    /// Returns the page from the data on this computer.
    pub fn calling(&self, account: &str, number: &str) -> Result<CallingView, DeskError> {
        self.seat(account)?.calling(&phone(number)?)
    }

    /// Stores when somebody checked the calling hours. They are set at Meta, and no API of Plivo returns them, so a
    /// person has to check them.
    pub fn mark_hours_checked(&self, account: &str, number: &str, checked: bool) -> Result<CallingView, DeskError> {
        self.seat(account)?.mark_hours_checked(&phone(number)?, checked)
    }

    pub fn dial_xml(&self, account: &str, number: &str, recipient: &str) -> Result<DialView, DeskError> {
        let (number, recipient) = (phone(number)?, phone_at(FieldName::Recipient, recipient)?);
        self.seat(account)?.dial_xml(number, recipient)
    }

    /// Returns the stored calls, without a request to Plivo.
    pub fn known_calls(&self, account: &str, number: &str) -> Result<CallsView, DeskError> {
        self.seat(account)?.known_calls(&phone(number)?)
    }

    /// Reads the calls from Plivo and stores them. If that fails, returns the stored calls with the error.
    pub async fn read_calls(&self, account: &str, number: &str) -> Result<CallsView, DeskError> {
        self.seat(account)?.read_calls(&phone(number)?).await
    }

    /// Answers from the data on this computer.
    pub fn permission(&self, account: &str, number: &str, customer: &str) -> Result<PermissionView, DeskError> {
        let (number, customer) = (phone(number)?, phone_at(FieldName::Customer, customer)?);
        self.seat(account)?.permission(&number, &customer)
    }

    /// Reads and stores the calls with this customer, and answers from them. If the read fails, answers from what is
    /// known, with the error.
    pub async fn read_customer_calls(
        &self,
        account: &str,
        number: &str,
        customer: &str,
    ) -> Result<PermissionView, DeskError> {
        let (number, customer) = (phone(number)?, phone_at(FieldName::Customer, customer)?);
        self.seat(account)?.read_customer_calls(&number, &customer).await
    }

    /// Stores the entered facts, also invalid ones, and answers from them.
    pub fn keep_permission_facts(
        &self,
        account: &str,
        number: &str,
        customer: &str,
        facts: PermissionFacts,
    ) -> Result<PermissionView, DeskError> {
        let (number, customer) = (phone(number)?, phone_at(FieldName::Customer, customer)?);
        self.seat(account)?.keep_permission_facts(&number, &customer, facts)
    }
}
