//! The Plivo client: the contract in one module, errors by meaning, paging, rate limit.
