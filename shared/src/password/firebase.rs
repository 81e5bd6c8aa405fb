//! Firebase Authentication's modified scrypt (github.com/firebase/scrypt).
//!
//! Firebase derives a key by scrypt and encrypts its project's *signer key* with it, by AES-256 in
//! counter mode; the result is what it exports as `passwordHash`. In counter mode that is the signer
//! key XOR a key stream, and the key stream depends on the password alone. So that is what is kept:
//! each account can be verified by itself, and the signer key, which protects all hashes of the
//! project, is not stored anywhere.
//!
//! ```text
//! $firebase-scrypt$ln=14,r=8,p=1$<salt ‖ salt separator>$<passwordHash XOR signer key>
//! ```
//!
//! both in base64 without padding.

use aes::{
    Aes256,
    cipher::{Array, BlockCipherEncrypt as _, KeyInit as _},
};
use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use subtle::ConstantTimeEq as _;

use super::scheme::HashRefused;
use super::scrypt::ScryptCost;

const FORMAT: &str = "Firebase scrypt";
/// Length of a signer key, and so of every hash.
const HASH_BYTES: usize = 64;
const BLOCK_BYTES: usize = 16;

/// What our string for a Firebase hash says.
#[derive(Debug)]
pub struct FirebaseHash {
    cost: ScryptCost,
    salt: Vec<u8>,
    key_stream: Vec<u8>,
}

/// The parameters of a Firebase project, as its console shows them under "Password hash
/// parameters". `Debug` does not show the signer key.
#[derive(Clone)]
pub struct FirebaseProject {
    signer_key: Vec<u8>,
    salt_separator: Vec<u8>,
    rounds: u32,
    mem_cost: u32,
}

impl FirebaseProject {
    /// Takes `base64_signer_key`, `base64_salt_separator`, `rounds` and `mem_cost`.
    pub fn new(
        signer_key: &str,
        salt_separator: &str,
        rounds: u32,
        mem_cost: u32,
    ) -> Result<Self, HashRefused> {
        const BAD: HashRefused = HashRefused::Malformed("Firebase project's");
        ScryptCost::new(mem_cost, rounds, 1, FORMAT)?;
        let signer_key = decode(signer_key).ok_or(BAD)?;
        if signer_key.len() != HASH_BYTES {
            return Err(BAD);
        }
        Ok(Self {
            signer_key,
            salt_separator: decode(salt_separator).ok_or(BAD)?,
            rounds,
            mem_cost,
        })
    }

    /// Our string for a user's `passwordHash` and `salt`.
    pub fn stored(&self, password_hash: &str, salt: &str) -> Result<String, HashRefused> {
        const MALFORMED: HashRefused = HashRefused::Malformed(FORMAT);
        let mut key_stream = decode(password_hash).ok_or(MALFORMED)?;
        if key_stream.len() != HASH_BYTES {
            return Err(MALFORMED);
        }
        for (byte, key) in key_stream.iter_mut().zip(&self.signer_key) {
            *byte ^= key;
        }
        let mut salt = decode(salt).ok_or(MALFORMED)?;
        salt.extend_from_slice(&self.salt_separator);
        Ok(format!(
            "${}$ln={},r={},p=1${}${}",
            FirebaseHash::ID,
            self.mem_cost,
            self.rounds,
            BASE64_NOPAD.encode(&salt),
            BASE64_NOPAD.encode(&key_stream)
        ))
    }
}

impl std::fmt::Debug for FirebaseProject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirebaseProject")
            .field("rounds", &self.rounds)
            .field("mem_cost", &self.mem_cost)
            .finish_non_exhaustive()
    }
}

impl FirebaseHash {
    /// What our string begins with.
    pub(super) const ID: &str = "firebase-scrypt";

    pub(super) fn parse(text: &str) -> Result<Self, HashRefused> {
        const MALFORMED: HashRefused = HashRefused::Malformed(FORMAT);
        let parts: Vec<_> = text.split('$').collect();
        let ["", Self::ID, params, salt, key_stream] = parts[..] else {
            return Err(MALFORMED);
        };
        let cost = ScryptCost::parse(params, FORMAT)?;
        let decode = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).map_err(|_| MALFORMED);
        let (salt, key_stream) = (decode(salt)?, decode(key_stream)?);
        if salt.len() > 64 || key_stream.len() != HASH_BYTES {
            return Err(MALFORMED);
        }
        Ok(Self {
            cost,
            salt,
            key_stream,
        })
    }

    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let mut key = [0; 32];
        if !self.cost.fill(password, &self.salt, &mut key) {
            return false;
        }
        let cipher = Aes256::new(&Array::from(key));
        let mut made = Vec::with_capacity(HASH_BYTES);
        for counter in 0..HASH_BYTES / BLOCK_BYTES {
            let mut block = Array::from((counter as u128).to_be_bytes());
            cipher.encrypt_block(&mut block);
            made.extend_from_slice(&block);
        }
        made.ct_eq(&self.key_stream).into()
    }
}

/// Reads base64 in either alphabet, padded or not: Firebase's own tools differ.
fn decode(text: &str) -> Option<Vec<u8>> {
    let bare = text.trim_end_matches('=').as_bytes();
    let decoded = BASE64_NOPAD.decode(bare);
    decoded.or_else(|_| BASE64URL_NOPAD.decode(bare)).ok()
}
