//! One page of a list.

use serde_json::{Map, Value};

use super::object::{FromWire, Object};
use crate::error::ApiError;

/// What a page says about its list. The addresses in it are dropped, because pages are requested by offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meta {
    pub(crate) limit: Option<u64>,
    pub(crate) total: Option<u64>,
    /// Whether the page says that another page follows.
    pub(crate) has_next: bool,
}

#[derive(Debug)]
pub(crate) struct WirePage<T> {
    pub(crate) objects: Vec<T>,
    /// How many objects could not be read as a `T`.
    pub(crate) unreadable: usize,
    pub(crate) meta: Meta,
}

impl<T: FromWire> WirePage<T> {
    /// Reads a page. An answer without a list of objects is an error, and never an empty list.
    pub(crate) fn read(body: &[u8]) -> Result<Self, ApiError> {
        let unreadable = |what: &str| ApiError::Unreadable { what: what.to_owned() };
        let answer: Map<String, Value> = serde_json::from_slice(body).map_err(|_| unreadable("it is not JSON"))?;
        let objects = answer.get("objects").and_then(Value::as_array);
        let objects = objects.ok_or_else(|| unreadable("it holds no list"))?;
        let read: Vec<T> = objects.iter().filter_map(Object::read).map(|read| read.value).collect();
        let unreadable = objects.len() - read.len();
        Ok(Self { objects: read, unreadable, meta: meta(answer.get("meta")) })
    }
}

impl<T> WirePage<T> {
    /// Returns how many objects were on the page, readable or not.
    pub(crate) fn held(&self) -> u64 {
        (self.objects.len() + self.unreadable) as u64
    }
}

fn meta(value: Option<&Value>) -> Meta {
    let Some(fields) = value.and_then(Value::as_object) else { return Meta::default() };
    let mut object = Object::new(fields);
    // A `next` of an unexpected type may announce another page. Requesting one more page shows whether it exists.
    let has_next = object.id("next").is_some() || object.is_odd("next");
    Meta { limit: object.count("limit"), total: object.count("total_count"), has_next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Subaccount;

    #[test]
    fn a_page_is_a_list_or_unreadable() {
        let check = |body: &str, expected: Option<(usize, usize)>| {
            let read = WirePage::<Subaccount>::read(body.as_bytes());
            assert_eq!(read.ok().map(|page| (page.objects.len(), page.unreadable)), expected, "{body}");
        };
        check(r#"{"objects":[]}"#, Some((0, 0)));
        check(r#"{"objects":[{"auth_id":"SA1"},{"auth_id":"SA2"}],"meta":{}}"#, Some((2, 0)));
        check(r#"{"objects":[{"auth_id":"SA1"},{"auth_id":{}},7,null],"meta":5}"#, Some((1, 3)));
        check(r#"{"objects":null}"#, None);
        check(r#"{"objects":"none"}"#, None);
        check(r#"{"error":"no"}"#, None);
        check(r#"[]"#, None);
        check(r#"{"objects":[{"auth_id":"SA1"}"#, None);
        check("<html>", None);
        check("", None);
    }

    #[test]
    fn what_a_page_says_of_its_list() {
        let check = |meta: &str, expected: (Option<u64>, Option<u64>, bool)| {
            let body = format!(r#"{{"objects":[],"meta":{meta}}}"#);
            let meta = WirePage::<Subaccount>::read(body.as_bytes()).unwrap().meta;
            assert_eq!((meta.limit, meta.total, meta.has_next), expected, "{body}");
        };
        check(r#"{"limit":20,"offset":0,"total_count":41,"next":"/x/?offset=20"}"#, (Some(20), Some(41), true));
        check(r#"{"limit":20,"total_count":null,"next":null}"#, (Some(20), None, false));
        check(r#"{"total_count":-4,"next":""}"#, (None, None, false));
        check(r#"{"total_count":"many","next":{"offset":20}}"#, (None, None, true));
        check(r#"{"next":["/x/"]}"#, (None, None, true));
        check("null", (None, None, false));
    }
}
