//! bcrypt (Provos and Mazières, 1999), as `$2a$`, `$2b$` and `$2y$`: three names of one function
//! once the faults that they marked were mended.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use subtle::ConstantTimeEq as _;

use super::scheme::HashRefused;

const FORMAT: &str = "bcrypt";
/// Cost 13 takes half a second; each step more doubles it.
const MAX_COST: u32 = 13;
const MIN_COST: u32 = 4;
/// bcrypt looks at this many bytes of the password and its closing NUL, and at no more.
const KEY_BYTES: usize = 72;

/// What a bcrypt string says.
#[derive(Debug)]
pub struct BcryptHash {
    cost: u32,
    salt: [u8; 16],
    /// bcrypt makes 24 bytes and has always been written without the last.
    expected: [u8; 23],
}

impl BcryptHash {
    pub(super) fn parse(text: &str) -> Result<Self, HashRefused> {
        const MALFORMED: HashRefused = HashRefused::Malformed(FORMAT);
        // $2b$10$ and 22 characters of salt, then 31 of hash, with nothing in between.
        let (cost, rest) = text
            .get(4..)
            .and_then(|rest| rest.split_once('$'))
            .ok_or(MALFORMED)?;
        if text.len() != 60 || cost.len() != 2 || !cost.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MALFORMED);
        }
        let cost = cost.parse().map_err(|_| MALFORMED)?;
        let (salt, hash) = rest.split_at_checked(22).ok_or(MALFORMED)?;
        let salt = decode(salt).ok_or(MALFORMED)?;
        let expected = decode(hash).ok_or(MALFORMED)?;
        if cost < MIN_COST {
            return Err(MALFORMED);
        }
        if cost > MAX_COST {
            return Err(HashRefused::TooSlow(FORMAT));
        }
        Ok(Self {
            cost,
            salt,
            expected,
        })
    }

    /// By bcrypt's own rule: the bytes as typed, a closing NUL, and of that the first 72 bytes. A
    /// password with a NUL in it is wrong: repeated, it could stand for a shorter one.
    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let mut key = password.to_vec();
        key.push(0);
        key.truncate(KEY_BYTES);
        let made = bcrypt::bcrypt(self.cost, self.salt, &key);
        let is_equal: bool = made[..23].ct_eq(&self.expected).into();
        is_equal && !password.contains(&0)
    }

    /// Whether the whole password was looked at. One that was cut may end otherwise than the
    /// customer's own: keeping it as typed could lock its owner out.
    pub(super) const fn sees_all_of(password: &[u8]) -> bool {
        password.len() < KEY_BYTES
    }
}

/// Reads bcrypt's own base64. Bits that lie beyond the last byte are let be, as every
/// implementation does: some write salts that have them.
fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    static ALPHABET: LazyLock<Option<Encoding>> = LazyLock::new(|| {
        let mut specification = Specification::new();
        specification
            .symbols
            .push_str("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
        specification.check_trailing_bits = false;
        specification.encoding().ok()
    });
    let bytes = ALPHABET.as_ref()?.decode(text.as_bytes()).ok()?;
    bytes.try_into().ok()
}
