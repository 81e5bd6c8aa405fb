//! Local passwords: argon2id in one reused piece of memory, the same work whoever is asked for; and
//! the hashes that other systems made, until the first right password replaces them.

mod argon2;
mod bcrypt;
mod firebase;
mod pbkdf2;
mod scheme;
mod scrypt;
mod sha_crypt;
#[cfg(test)]
mod tests;

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use ::argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt},
};
use subtle::ConstantTimeEq as _;

pub use firebase::FirebaseProject;
pub use scheme::{HashRefused, MAX_MEMORY_KIB, PasswordScheme, import_hash};

use self::{argon2::Argon2Hash, bcrypt::BcryptHash};
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
/// and grows to many times its need. An imported hash that needs more makes it grow, up to
/// [`MAX_MEMORY_KIB`], once. Calls take turns.
#[derive(Debug)]
pub struct Passwords {
    arena: Mutex<Vec<Block>>,
    params: Params,
    hashed: AtomicU64,
}

/// What a password came to.
#[derive(Debug)]
pub enum Verified {
    /// It is not the one that was stored.
    Wrong,
    /// It is.
    Right {
        /// What should replace the stored hash, if that is not of the current form.
        renewed: Option<PasswordHash>,
    },
}

/// What the stored hash itself says of a password.
enum Answer {
    /// It is of the current form: all work is done.
    Current(bool),
    /// It is not, so a hash of the current form is still to be computed, whatever it says.
    Other { is_right: bool, is_whole: bool },
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

    /// How many hashes of the current form were computed so far: one per password, for known and
    /// unknown accounts alike.
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
        self.fill_current(password, &salt, &mut output)
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

    /// Whether `password` is the one that was stored, compared byte by byte as received, by the
    /// rules of the stored hash's own algorithm.
    ///
    /// Whatever is stored, one hash of the current form is computed (threats E1, E2): without a
    /// stored hash (no such account, or one without a password) it is all the work, and the answer
    /// is no; beside an imported hash it comes on top of that one's own work. A stored hash that
    /// cannot be read is an error.
    pub fn verify(&self, stored: Option<&PasswordHash>, password: &[u8]) -> Result<bool, Invalid> {
        match self.ask(stored, password)? {
            Answer::Current(is_right) => Ok(is_right),
            Answer::Other { is_right, .. } => {
                self.hash_nothing(password)?;
                Ok(is_right)
            }
        }
    }

    /// The same; a right password whose stored hash is of another form comes back hashed in the
    /// current one, at no more work than a wrong one costs.
    ///
    /// Nothing replaces a hash that did not look at the whole password (bcrypt, from its 72nd byte
    /// on): what was typed might end otherwise than what its owner types.
    pub fn verify_and_renew(
        &self,
        stored: Option<&PasswordHash>,
        password: &[u8],
        random: &impl Random,
    ) -> Result<Verified, Invalid> {
        let (is_right, renewed) = match self.ask(stored, password)? {
            Answer::Current(is_right) => (is_right, None),
            Answer::Other {
                is_right: true,
                is_whole: true,
            } => (true, Some(self.hash(password, random)?)),
            Answer::Other { is_right, .. } => {
                self.hash_nothing(password)?;
                (is_right, None)
            }
        };
        Ok(if is_right {
            Verified::Right { renewed }
        } else {
            Verified::Wrong
        })
    }

    fn ask(&self, stored: Option<&PasswordHash>, password: &[u8]) -> Result<Answer, Invalid> {
        const WHAT: Invalid = Invalid::new("stored password hash");
        let Some(stored) = stored else {
            return Ok(Answer::Other {
                is_right: false,
                is_whole: true,
            });
        };
        let scheme = PasswordScheme::parse(stored.expose()).map_err(|_| WHAT)?;
        let too_long = password.len() > MAX_PASSWORD_BYTES;
        let looked_at = if too_long { &[] } else { password };
        let is_equal = match &scheme {
            PasswordScheme::Argon2(hash) => {
                let is_equal = self.verify_argon2(hash, looked_at).ok_or(WHAT)?;
                if self.is_current(hash) {
                    self.hashed.fetch_add(1, Ordering::Relaxed);
                    return Ok(Answer::Current(is_equal && !too_long));
                }
                is_equal
            }
            PasswordScheme::Bcrypt(hash) => hash.verify(looked_at),
            PasswordScheme::Scrypt(hash) => hash.verify(looked_at),
            PasswordScheme::Firebase(hash) => hash.verify(looked_at),
            PasswordScheme::Pbkdf2(hash) => hash.verify(looked_at),
            PasswordScheme::ShaCrypt(hash) => hash.verify(looked_at),
        };
        let is_bcrypt = matches!(scheme, PasswordScheme::Bcrypt(_));
        Ok(Answer::Other {
            is_right: is_equal && !too_long,
            is_whole: !is_bcrypt || BcryptHash::sees_all_of(password),
        })
    }

    fn is_current(&self, hash: &Argon2Hash) -> bool {
        let (theirs, ours) = (&hash.params, &self.params);
        hash.algorithm == Algorithm::Argon2id
            && hash.version == Version::V0x13
            && (theirs.m_cost(), theirs.t_cost(), theirs.p_cost())
                == (ours.m_cost(), ours.t_cost(), ours.p_cost())
            && hash.expected.len() == OUTPUT_LEN
    }

    fn verify_argon2(&self, hash: &Argon2Hash, password: &[u8]) -> Option<bool> {
        let argon2 = Argon2::new(hash.algorithm, hash.version, hash.params.clone());
        let mut output = [0; Output::MAX_LENGTH];
        let output = &mut output[..hash.expected.len()];
        self.fill(&argon2, password, hash.salt.as_ref(), output)?;
        Some(hash.expected.as_bytes().ct_eq(output).into())
    }

    /// The work of a hash of the current form, for nothing.
    fn hash_nothing(&self, password: &[u8]) -> Result<(), Invalid> {
        let too_long = password.len() > MAX_PASSWORD_BYTES;
        let looked_at = if too_long { &[] } else { password };
        self.fill_current(looked_at, &[0; 16], &mut [0; OUTPUT_LEN])
            .ok_or(Invalid::new("password to hash"))
    }

    fn fill_current(&self, password: &[u8], salt: &[u8], output: &mut [u8]) -> Option<()> {
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone());
        self.fill(&argon2, password, salt, output)
    }

    fn fill(
        &self,
        argon2: &Argon2<'_>,
        password: &[u8],
        salt: &[u8],
        output: &mut [u8],
    ) -> Option<()> {
        let mut arena = self
            .arena
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let needed = argon2.params().block_count();
        if arena.len() < needed {
            // The old one goes first: both would not fit.
            *arena = Vec::new();
            *arena = vec![Block::new(); needed];
        }
        argon2
            .hash_password_into_with_memory(password, salt, output, &mut arena[..needed])
            .ok()
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}
