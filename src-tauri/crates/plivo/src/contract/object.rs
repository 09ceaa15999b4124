//! Reads an answer value by value, so that one unexpected value does not spoil the whole list.

use serde_json::{Map, Value};

use super::moment;
use crate::error::ApiError;

/// One object of an answer. An absent or null value is `None`. A value of an unexpected type is `None` too, and its
/// field is recorded in `odd`.
pub(crate) struct Object<'a> {
    fields: &'a Map<String, Value>,
    odd: Vec<&'static str>,
}

/// A type that Plivo's answers contain.
pub(crate) trait FromWire: Sized + Send + 'static {
    /// Returns `None` if a value is missing without which the object is unusable.
    fn read(object: &mut Object<'_>) -> Option<Self>;

    /// Returns what distinguishes the object from the others in its list.
    fn key(&self) -> String;
}

/// A value that was read from one object, with the fields of unexpected types.
pub(crate) struct Read<T> {
    pub(crate) value: T,
    pub(crate) odd: Vec<&'static str>,
}

impl<'a> Object<'a> {
    pub(crate) fn new(fields: &'a Map<String, Value>) -> Self {
        Self { fields, odd: Vec::new() }
    }

    /// Reads any value of the answer as a `T`. Returns `None` if it is not usable.
    pub(crate) fn read<T: FromWire>(value: &Value) -> Option<Read<T>> {
        let mut object = Object::new(value.as_object()?);
        let value = T::read(&mut object)?;
        Some(Read { value, odd: object.odd })
    }

    /// Reads a text. A number is accepted as its digits, because Plivo has sent IDs and amounts in both forms.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.value(name, |value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(figure) => Some(figure.to_string()),
            _ => None,
        })
    }

    /// Reads a text that must not be empty, such as an ID.
    pub(crate) fn id(&mut self, name: &'static str) -> Option<String> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.value(name, Value::as_bool)
    }

    /// Reads a whole number, which may also be written as a text.
    pub(crate) fn count(&mut self, name: &'static str) -> Option<u64> {
        self.value(name, whole_figure)
    }

    /// Reads a whole number. One that is too large counts as an unexpected value.
    pub(crate) fn small_count(&mut self, name: &'static str) -> Option<u32> {
        self.value(name, |value| u32::try_from(whole_figure(value)?).ok())
    }

    /// Reads a moment in milliseconds since 1970, UTC. An empty text means that there is no moment, and is not
    /// unexpected.
    pub(crate) fn moment(&mut self, name: &'static str) -> Option<i64> {
        let is_empty = |value: &&Value| value.as_str().is_some_and(|text| text.trim().is_empty());
        if self.fields.get(name).filter(is_empty).is_some() {
            return None;
        }
        self.value(name, |value| moment::read(value.as_str()?))
    }

    /// Whether the field is present and null.
    pub(crate) fn is_null(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(Value::is_null)
    }

    /// Whether the field was present with an unexpected type.
    pub(crate) fn is_odd(&self, name: &str) -> bool {
        self.odd.contains(&name)
    }

    fn value<T>(&mut self, name: &'static str, take: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.fields.get(name).filter(|value| !value.is_null())?;
        let taken = take(value);
        if taken.is_none() {
            self.odd.push(name);
        }
        taken
    }
}

fn whole_figure(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// Reads an answer that is one object in which every value counts, because a decision about a write depends on it. If
/// an unexpected value were read as absent, it would look like a value that Plivo had cleared.
pub(crate) fn whole<T: FromWire>(body: &[u8]) -> Result<T, ApiError> {
    let unreadable = |what: String| ApiError::Unreadable { what };
    let value: Value = serde_json::from_slice(body).map_err(|_| unreadable("it is not JSON".to_owned()))?;
    let read = Object::read::<T>(&value).ok_or_else(|| unreadable("what it should hold is missing".to_owned()))?;
    match read.odd.first() {
        Some(name) => Err(unreadable(format!("`{name}` has an unexpected type"))),
        None => Ok(read.value),
    }
}

/// Returns Plivo's own ID for a call, from the body of any answer.
pub(crate) fn request_id(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    value.get("api_id")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_flags_and_counts() {
        let check = |value: Value, text: Option<&str>, flag: Option<bool>, count: Option<u64>| {
            let fields = json!({ "x": value });
            let mut object = Object::new(fields.as_object().unwrap());
            assert_eq!(object.text("x").as_deref(), text, "{value}");
            assert_eq!(object.is_odd("x"), text.is_none() && !value.is_null(), "{value}");
            assert_eq!(object.flag("x"), flag, "{value}");
            assert_eq!(object.count("x"), count, "{value}");
        };
        check(json!("a"), Some("a"), None, None);
        check(json!(""), Some(""), None, None);
        check(json!("12"), Some("12"), None, Some(12));
        check(json!(12), Some("12"), None, Some(12));
        check(json!(-1), Some("-1"), None, None);
        check(json!(1.5), Some("1.5"), None, None);
        check(json!(true), None, Some(true), None);
        check(json!(null), None, None, None);
        check(json!(["a"]), None, None, None);
        check(json!({ "a": 1 }), None, None, None);
    }

    #[test]
    fn counts_that_do_not_fit() {
        let check = |value: Value, count: Option<u64>, small: Option<u32>| {
            let fields = json!({ "x": value });
            let mut object = Object::new(fields.as_object().unwrap());
            assert_eq!(object.small_count("x"), small, "{value}");
            assert_eq!(object.is_odd("x"), small.is_none(), "{value}");
            assert_eq!(object.count("x"), count, "{value}");
        };
        check(json!(u32::MAX), Some(u64::from(u32::MAX)), Some(u32::MAX));
        check(json!("4294967295"), Some(u64::from(u32::MAX)), Some(u32::MAX));
        check(json!(4_294_967_296_u64), Some(4_294_967_296), None);
        check(json!("4294967296"), Some(4_294_967_296), None);
        check(json!(u64::MAX), Some(u64::MAX), None);
        check(json!("18446744073709551616"), None, None);
        check(json!(i64::MIN), None, None);
        check(json!(1e300), None, None);
    }
}
