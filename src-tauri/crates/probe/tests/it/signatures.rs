//! Checks test vectors that Plivo's own validator has accepted.

use domain::secret::Secret;
use probe::signature::{self, Method};
use serde_json::Value;

fn vectors(version: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../signatures.json")).unwrap();
    file[version].as_array().unwrap().clone()
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

fn parameters(vector: &Value) -> Vec<(&str, &str)> {
    let pairs = vector["params"].as_array().unwrap().iter();
    pairs.map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap())).collect()
}

fn token(vector: &Value) -> Secret {
    Secret::new(text(vector, "token").to_owned())
}

fn v3(vector: &Value, parameters: &[(&str, &str)]) -> String {
    let method = if text(vector, "method") == "POST" { Method::Post } else { Method::Get };
    signature::v3(method, text(vector, "url"), parameters, text(vector, "nonce"), &token(vector))
}

#[test]
fn v3_as_plivo_checks_it() {
    let vectors = vectors("v3");
    assert_eq!(vectors.len(), 120);
    for vector in vectors {
        let signature = v3(&vector, &parameters(&vector));
        assert_eq!(signature, text(&vector, "signature"), "{}: {}", text(&vector, "method"), text(&vector, "name"));
    }
}

#[test]
fn v2_as_plivo_checks_it() {
    let vectors = vectors("v2");
    assert_eq!(vectors.len(), 60);
    for vector in vectors {
        let signature = signature::v2(text(&vector, "url"), text(&vector, "nonce"), &token(&vector));
        assert_eq!(signature, text(&vector, "signature"), "{}", text(&vector, "name"));
    }
}

#[test]
fn the_order_of_parameters_does_not_matter() {
    for vector in vectors("v3") {
        let mut parameters = parameters(&vector);
        parameters.reverse();
        assert_eq!(v3(&vector, &parameters), text(&vector, "signature"), "{}", text(&vector, "name"));
    }
}

/// Plivo's validator refuses such a scheme, so no vector can contain one.
#[test]
fn an_upper_case_scheme_is_signed_in_lower_case() {
    let token = Secret::new("k".to_owned());
    let sign = |url: &str| (signature::v3(Method::Post, url, &[], "7", &token), signature::v2(url, "7", &token));
    assert_eq!(sign("HTTPS://bot.example.com/A?b=1"), sign("https://bot.example.com/A?b=1"));
    assert_ne!(sign("HTTPS://bot.example.com/A?b=1"), sign("https://bot.example.com/a?b=1"));
}
