//! The endpoint that accepts only requests signed by the account.

use super::received::EndpointRequest;
use super::signature::Signed;
use crate::held::held;
use crate::shared::Shared;

const NONCE: &str = "x-plivo-signature-v3-nonce";
/// For a subaccount's traffic, the plain header is signed with the subaccount's token, and the `-Ma-` header with the
/// main account's token. The receiver knows only the main token, so either header is accepted if that token signed it.
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

/// Returns the URLs that somebody may have typed, because HTTP adds a slash to an empty path.
fn typed(request: &EndpointRequest) -> Vec<String> {
    let whole = format!("https://{}{}", request.host, request.path);
    let bare = request.path.strip_prefix('/').filter(|rest| rest.is_empty() || rest.starts_with('?'));
    let bare = bare.map(|rest| format!("https://{}{rest}", request.host));
    std::iter::once(whole).chain(bare).collect()
}
