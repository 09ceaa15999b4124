//! The endpoint that believes only what the account has signed.

use super::received::EndpointRequest;
use super::signature::Signed;
use crate::held::held;
use crate::shared::Shared;

const NONCE: &str = "x-plivo-signature-v3-nonce";
/// Traffic of a subaccount has the plain header from the subaccount's own token, and `-Ma-` from the main account's.
/// The receiver knows the main token alone, so either header will do as long as that token made it.
const SIGNATURES: [&str; 2] = ["x-plivo-signature-v3", "x-plivo-signature-ma-v3"];

pub(super) fn verifies(shared: &Shared, request: &EndpointRequest) -> bool {
    let token = held(&shared.account).owner.auth_token.clone();
    let header =
        |wanted: &str| request.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let Some(nonce) = header(NONCE) else { return false };
    let signatures: Vec<&str> = SIGNATURES.into_iter().filter_map(header).collect();
    let verifies = |url: &String| {
        let signed = Signed { post: request.method == "POST", url, form: &request.body, nonce };
        signatures.iter().any(|signatures| signed.verifies(signatures, &token))
    };
    typed(request).iter().any(verifies)
}

/// What the URL may have been as somebody typed it: HTTP adds a slash where there was no path.
fn typed(request: &EndpointRequest) -> Vec<String> {
    let whole = format!("https://{}{}", request.host, request.path);
    let bare = request.path.strip_prefix('/').filter(|rest| rest.is_empty() || rest.starts_with('?'));
    let bare = bare.map(|rest| format!("https://{}{rest}", request.host));
    std::iter::once(whole).chain(bare).collect()
}
