//! Identifiers in the forms AWS gives them. They need to be unique, not secret.

use std::hash::{BuildHasher, RandomState};

use data_encoding::{BASE64, HEXLOWER};
use time::OffsetDateTime;

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    for chunk in bytes.chunks_mut(8) {
        let word = RandomState::new().hash_one(()).to_ne_bytes();
        chunk.copy_from_slice(&word[..chunk.len()]);
    }
    bytes
}

/// A request id of API Gateway, as in `JKJaXmPLvHcESHA=`.
pub(crate) fn gateway_request() -> String {
    BASE64.encode(&random::<11>())
}

/// A request id of Lambda: a version 4 UUID.
pub(crate) fn invocation() -> String {
    let mut bytes = random::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = HEXLOWER.encode(&bytes);
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

/// An X-Ray root, as in `Root=1-5e6722a7-cc56c26946db7ae02d4da47e`.
pub(crate) fn trace_root(at: OffsetDateTime) -> String {
    format!(
        "Root=1-{:08x}-{}",
        at.unix_timestamp(),
        HEXLOWER.encode(&random::<12>())
    )
}

/// A segment id of X-Ray.
pub(crate) fn trace_parent() -> String {
    HEXLOWER.encode(&random::<8>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lambda_request_id_is_a_random_uuid() {
        let id = invocation();

        assert_eq!(id.len(), 36);
        assert_eq!(&id[14..15], "4");
        assert!(matches!(&id[19..20], "8" | "9" | "a" | "b"));
        assert_ne!(id, invocation());
    }

    #[test]
    fn a_gateway_request_id_has_amazons_form() {
        let id = gateway_request();

        assert_eq!(id.len(), 16);
        assert!(id.ends_with('='));
    }
}
