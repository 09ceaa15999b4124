//! The calling page of a number.

use crate::view::{
    CallingView, CallsView, DeskError, DialView, FieldName, PermissionFacts, PermissionView, phone, phone_at,
};

use crate::window::desk::Desk;

impl Desk {
    /// The page as of what is on this computer.
    pub fn calling(&self, account: &str, number: &str) -> Result<CallingView, DeskError> {
        self.seat(account)?.calling(&phone(number)?)
    }

    /// Calling hours are Meta's, and no API of Plivo returns them: somebody looks and says so.
    pub fn mark_hours_checked(&self, account: &str, number: &str, checked: bool) -> Result<CallingView, DeskError> {
        self.seat(account)?.mark_hours_checked(&phone(number)?, checked)
    }

    pub fn dial_xml(&self, account: &str, number: &str, recipient: &str) -> Result<DialView, DeskError> {
        let (number, recipient) = (phone(number)?, phone_at(FieldName::Recipient, recipient)?);
        self.seat(account)?.dial_xml(number, recipient)
    }

    /// As last read, without asking Plivo.
    pub fn known_calls(&self, account: &str, number: &str) -> Result<CallsView, DeskError> {
        self.seat(account)?.known_calls(&phone(number)?)
    }

    /// Read from Plivo and kept. Where that fails, what is known is returned with why.
    pub async fn read_calls(&self, account: &str, number: &str) -> Result<CallsView, DeskError> {
        self.seat(account)?.read_calls(&phone(number)?).await
    }

    /// From what is on this computer.
    pub fn permission(&self, account: &str, number: &str, customer: &str) -> Result<PermissionView, DeskError> {
        let (number, customer) = (phone(number)?, phone_at(FieldName::Customer, customer)?);
        self.seat(account)?.permission(&number, &customer)
    }

    /// Reads the calls with this customer, keeps them, and judges by them. Where the reading fails, the view is that of
    /// what is known, with why.
    pub async fn read_customer_calls(
        &self,
        account: &str,
        number: &str,
        customer: &str,
    ) -> Result<PermissionView, DeskError> {
        let (number, customer) = (phone(number)?, phone_at(FieldName::Customer, customer)?);
        self.seat(account)?.read_customer_calls(&number, &customer).await
    }

    /// Keeps what was entered, right or wrong, and judges by it.
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
