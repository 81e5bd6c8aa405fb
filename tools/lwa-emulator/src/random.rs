//! Values nobody can guess, in the shapes Amazon gives them.

const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// An authorization code: 20 letters and digits, the first two `AN`.
pub(crate) fn authorization_code() -> String {
    format!("AN{}", text(ALPHANUMERIC, 18))
}

/// An access token. The bar is Amazon's; it must be percent-encoded in a query.
pub(crate) fn access_token() -> String {
    format!("Atza|{}", text(BASE64URL, token_length()))
}

/// A refresh token.
pub(crate) fn refresh_token() -> String {
    format!("Atzr|{}", text(BASE64URL, token_length()))
}

/// The long opaque value that newer error answers carry.
pub(crate) fn error_index() -> String {
    text(BASE64URL, 250)
}

/// The request id of the legacy profile.
pub(crate) fn legacy_request_id() -> String {
    text(UPPER, 20)
}

/// A version 4 UUID.
pub(crate) fn request_id() -> String {
    let mut bytes: [u8; 16] = bytes();
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

/// Puts a list in any order.
pub(crate) fn shuffle<T>(list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, below(last + 1));
    }
}

fn token_length() -> usize {
    350 + below(1_551)
}

fn below(limit: usize) -> usize {
    // The bias of a remainder is far below what a test tool could show.
    usize::from(u16::from_le_bytes(bytes())) % limit
}

fn text(alphabet: &[u8], length: usize) -> String {
    let usable = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        for byte in bytes::<64>().map(usize::from) {
            if byte < usable && text.len() < length {
                text.push(char::from(alphabet[byte % alphabet.len()]));
            }
        }
    }
    text
}

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(error) = getrandom::fill(&mut bytes) {
        panic!("the operating system gives no random bytes: {error}");
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stay_within_the_documented_sizes() {
        for _ in 0..50 {
            let token = access_token();
            let value = token.strip_prefix("Atza|").unwrap();

            assert!((350..=1_900).contains(&value.len()));
            assert!(value.bytes().all(|byte| BASE64URL.contains(&byte)));
            assert!(refresh_token().starts_with("Atzr|"));
        }
    }

    #[test]
    fn a_code_has_20_letters_and_digits_and_begins_with_an() {
        let code = authorization_code();

        assert_eq!(code.len(), 20);
        assert!(code.starts_with("AN"));
        assert!(code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }

    #[test]
    fn a_request_id_is_a_version_4_uuid() {
        let id = request_id();

        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&id.as_bytes()[19]));
    }
}
