//! sha256-crypt (`$5$`) and sha512-crypt (`$6$`) of the C library (Drepper, "Unix crypt using
//! SHA-256 and SHA-512").

use sha_crypt::{PasswordVerifier as _, ShaCrypt};

use super::scheme::{HashRefused, number};

const FORMAT: &str = "sha-crypt";
const MIN_ROUNDS: u32 = 1_000;
/// A million rounds of sha512-crypt take half a second with an ordinary password.
const MAX_ROUNDS: u32 = 1_000_000;
/// The work grows with the password's length as well. Longer ones are wrong, so that what is typed
/// cannot cost much more than what was imported.
const MAX_PASSWORD_BYTES: usize = 256;

/// A sha-crypt string.
#[derive(Debug)]
pub struct ShaCryptHash(String);

impl ShaCryptHash {
    pub(super) fn parse(text: &str) -> Result<Self, HashRefused> {
        const MALFORMED: HashRefused = HashRefused::Malformed(FORMAT);
        let parts: Vec<_> = text.split('$').collect();
        let (id, rounds, salt, hash) = match parts[..] {
            ["", id, salt, hash] => (id, None, salt, hash),
            ["", id, rounds, salt, hash] => (id, Some(rounds), salt, hash),
            _ => return Err(MALFORMED),
        };
        let hash_chars = if id == "5" { 43 } else { 86 };
        let is_crypt64 = |b: u8| b.is_ascii_alphanumeric() || b == b'.' || b == b'/';
        if !(1..=16).contains(&salt.len())
            || !salt.bytes().all(is_crypt64)
            || hash.len() != hash_chars
            || !hash.bytes().all(is_crypt64)
        {
            return Err(MALFORMED);
        }
        if let Some(rounds) = rounds {
            let rounds = rounds.strip_prefix("rounds=").ok_or(MALFORMED)?;
            match number(rounds).ok_or(MALFORMED)? {
                ..MIN_ROUNDS => return Err(MALFORMED),
                MIN_ROUNDS..=MAX_ROUNDS => {}
                _ => return Err(HashRefused::TooSlow(FORMAT)),
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The C library ends a password at its first NUL; here one with a NUL is wrong.
    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let is_looked_at = password.len() <= MAX_PASSWORD_BYTES && !password.contains(&0);
        let looked_at = if is_looked_at { password } else { &[] };
        let is_equal = ShaCrypt::default().verify_password(looked_at, self.0.as_str());
        is_equal.is_ok() && is_looked_at
    }
}
