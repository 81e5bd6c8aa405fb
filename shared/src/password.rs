//! Local passwords: argon2id in one reused piece of memory, the same work whoever is asked for.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt},
};
use subtle::ConstantTimeEq as _;

use crate::{
    domain::{Invalid, PasswordHash},
    token::Random,
};

/// Memory per hash, in KiB (OWASP ASVS 5.0 appendix C; the first of its equal choices).
pub const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory.
pub const PASSES: u32 = 2;
/// Lanes. One: a function has one processor.
pub const LANES: u32 = 1;
/// Length of a hash, in bytes.
const OUTPUT_LEN: usize = 32;
/// The longest password looked at, in bytes. Longer ones are wrong, after the same work.
pub const MAX_PASSWORD_BYTES: usize = 1024;

/// Hashes and verifies passwords.
///
/// Holds one arena for the life of the process: argon2's own allocation leaves mmap for the heap
/// and grows to many times its need. Calls take turns.
#[derive(Debug)]
pub struct Passwords {
    arena: Mutex<Vec<Block>>,
    params: Params,
    hashed: AtomicU64,
}

impl Passwords {
    /// Takes the arena and touches every page of it, so that the first check costs no more than
    /// the others.
    #[must_use]
    pub fn new() -> Self {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT_LEN));
        Self::with_params(params.unwrap_or_default())
    }

    /// As cheap as argon2id can be: for tests that hash more often than anybody guesses.
    #[must_use]
    pub fn cheap() -> Self {
        let params = Params::new(Params::MIN_M_COST, 1, LANES, Some(OUTPUT_LEN));
        Self::with_params(params.unwrap_or_default())
    }

    fn with_params(params: Params) -> Self {
        Self {
            arena: Mutex::new(vec![Block::new(); params.block_count()]),
            params,
            hashed: AtomicU64::new(0),
        }
    }

    /// How many passwords were hashed so far: the same for known and unknown accounts.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }

    /// Hashes a new password with a fresh salt, as a PHC string.
    pub fn hash(&self, password: &[u8], random: &impl Random) -> Result<PasswordHash, Invalid> {
        const WHAT: Invalid = Invalid::new("password to hash");
        let params = &self.params;
        let salt: [u8; 16] = random.bytes();
        let mut output = [0; OUTPUT_LEN];
        self.fill(params, password, &salt, &mut output)
            .ok_or(WHAT)?;
        let phc = Phc {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(params).map_err(|_| WHAT)?,
            salt: Some(Salt::new(&salt).map_err(|_| WHAT)?),
            hash: Some(Output::new(&output).map_err(|_| WHAT)?),
        };
        Ok(PasswordHash::new(phc.to_string()))
    }

    /// Whether `password` is the one that was stored, compared byte by byte as received.
    ///
    /// Without a stored hash (no such account, or one without a password) the same work is done
    /// and the answer is no (threat E1). A stored hash that cannot be read is an error.
    pub fn verify(&self, stored: Option<&PasswordHash>, password: &[u8]) -> Result<bool, Invalid> {
        const WHAT: Invalid = Invalid::new("stored password hash");
        let (params, salt, expected) = match stored {
            Some(stored) => {
                let phc = Phc::new(stored.expose()).map_err(|_| WHAT)?;
                if phc.algorithm != Algorithm::Argon2id.ident() {
                    return Err(WHAT);
                }
                let params = Params::try_from(&phc).map_err(|_| WHAT)?;
                (params, phc.salt.ok_or(WHAT)?, phc.hash)
            }
            None => (
                self.params.clone(),
                Salt::new(&[0; 16]).map_err(|_| WHAT)?,
                None,
            ),
        };
        let too_long = password.len() > MAX_PASSWORD_BYTES;
        let looked_at = if too_long { &[] } else { password };
        let mut output = [0; 64];
        let output = &mut output[..params.output_len().unwrap_or(OUTPUT_LEN)];
        self.fill(&params, looked_at, salt.as_ref(), output)
            .ok_or(WHAT)?;
        let equal = expected.is_some_and(|hash| hash.as_bytes().ct_eq(output).into());
        Ok(equal && !too_long)
    }

    fn fill(&self, params: &Params, password: &[u8], salt: &[u8], output: &mut [u8]) -> Option<()> {
        let mut arena = self
            .arena
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let blocks = arena.get_mut(..params.block_count())?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_into_with_memory(password, salt, output, blocks)
            .ok()
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::OsRandom;

    /// Threats: N10, ASVS-11.4.2, ASVS-6.2.8
    #[test]
    fn a_password_verifies_and_another_does_not() {
        let passwords = Passwords::new();
        let hash = passwords
            .hash("correct höрse".as_bytes(), &OsRandom)
            .unwrap();

        assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(
            passwords.verify(Some(&hash), "correct höрse".as_bytes()),
            Ok(true)
        );
        for wrong in ["", "correct horse", "correct höрse "] {
            assert_eq!(passwords.verify(Some(&hash), wrong.as_bytes()), Ok(false));
        }
    }

    #[test]
    fn a_foreign_argon2id_hash_verifies() {
        // A test vector of the reference implementation (phc-winner-argon2, src/test.c).
        let hash = PasswordHash::new(
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
                .to_owned(),
        );

        assert_eq!(Passwords::new().verify(Some(&hash), b"password"), Ok(true));
        assert_eq!(Passwords::new().verify(Some(&hash), b"Password"), Ok(false));
    }

    /// Threats: E1
    #[test]
    fn nobodys_password_is_always_wrong() {
        assert_eq!(Passwords::new().verify(None, b""), Ok(false));
    }

    #[test]
    fn a_password_that_is_too_long_is_wrong_even_if_its_stored_hash_is_of_nothing() {
        let passwords = Passwords::new();
        let empty = passwords.hash(b"", &OsRandom).unwrap();

        assert_eq!(
            passwords.verify(Some(&empty), &[b'a'; MAX_PASSWORD_BYTES + 1]),
            Ok(false)
        );
    }

    #[test]
    fn a_hash_that_cannot_be_verified_is_an_error_not_a_no() {
        for bad in [
            "",
            "plain",
            "$2b$10$abcdefghijklmnopqrstuv",
            "$argon2id$v=19$m=9999999,t=1,p=1$c29tZXNhbHQ$AAAA",
        ] {
            assert!(
                Passwords::new()
                    .verify(Some(&PasswordHash::new(bad.to_owned())), b"x")
                    .is_err(),
                "{bad}"
            );
        }
    }
}
