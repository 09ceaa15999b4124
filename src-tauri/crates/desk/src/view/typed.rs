//! Parsing of typed values.

use domain::phone::PhoneNumber;

use super::{Code, DeskError, FieldName};

pub(crate) fn phone(text: &str) -> Result<PhoneNumber, DeskError> {
    phone_at(FieldName::Number, text)
}

pub(crate) fn phone_at(field: FieldName, text: &str) -> Result<PhoneNumber, DeskError> {
    PhoneNumber::parse(text).map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(field))
}
