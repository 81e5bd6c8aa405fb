//! The forms in which other systems store passwords, read strictly.

use super::{
    argon2::Argon2Hash, bcrypt::BcryptHash, firebase::FirebaseHash, pbkdf2::Pbkdf2Hash,
    scrypt::ScryptHash, sha_crypt::ShaCryptHash,
};
use crate::domain::PasswordHash;

/// The most memory that verifying a hash may take, in KiB.
pub const MAX_MEMORY_KIB: u64 = 64 * 1024;

/// Why a hash cannot be imported. Names the format, never repeats the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashRefused {
    /// Nothing that is known begins like this.
    #[error("unknown password hash format")]
    Unknown,
    /// The format is known, and not taken.
    #[error("{0}")]
    NotTaken(&'static str),
    /// It begins like this format and does not go on like it.
    #[error("malformed {0} hash")]
    Malformed(&'static str),
    /// Verifying it would not fit beside a function.
    #[error("{format} hash needs {needed_kib} KiB of memory, more than {MAX_MEMORY_KIB}")]
    TooMuchMemory {
        /// The format.
        format: &'static str,
        /// What it needs.
        needed_kib: u64,
    },
    /// Verifying it could take a function more than a second.
    #[error("{0} hash takes more than a second to verify")]
    TooSlow(&'static str),
}

/// A stored password hash, by its format.
///
/// Reading refuses what is malformed and what costs too much, so whatever an import accepted can be
/// verified. Lowering a bound would lock out customers whose hashes are stored already.
#[derive(Debug)]
pub enum PasswordScheme {
    /// argon2id and argon2i, PHC string.
    Argon2(Argon2Hash),
    /// bcrypt `$2a$`, `$2b$`, `$2y$`.
    Bcrypt(BcryptHash),
    /// scrypt, PHC string (passlib writes the same).
    Scrypt(ScryptHash),
    /// Firebase's modified scrypt, in our own string.
    Firebase(FirebaseHash),
    /// PBKDF2 as PHC string, by Django, passlib or ASP.NET Core Identity.
    Pbkdf2(Pbkdf2Hash),
    /// sha256-crypt and sha512-crypt.
    ShaCrypt(ShaCryptHash),
}

impl PasswordScheme {
    /// Reads a stored hash.
    pub fn parse(text: &str) -> Result<Self, HashRefused> {
        if !text.is_ascii() || text.len() > 512 {
            return Err(HashRefused::Unknown);
        }
        let Some(rest) = text.strip_prefix('$') else {
            return Self::parse_without_dollar(text);
        };
        match rest.split('$').next().unwrap_or_default() {
            "argon2id" | "argon2i" => Argon2Hash::parse(text).map(Self::Argon2),
            "argon2d" => not_taken("argon2d is not made for passwords"),
            "2a" | "2b" | "2y" => BcryptHash::parse(text).map(Self::Bcrypt),
            "2x" => not_taken(
                "bcrypt $2x$ marks hashes of a faulty implementation, in which different \
                 passwords can have one hash: reset these passwords",
            ),
            "scrypt" => ScryptHash::parse(text).map(Self::Scrypt),
            FirebaseHash::ID => FirebaseHash::parse(text).map(Self::Firebase),
            "pbkdf2" | "pbkdf2-sha1" | "pbkdf2-sha256" | "pbkdf2-sha512" => {
                Pbkdf2Hash::parse_dollar(text).map(Self::Pbkdf2)
            }
            "5" | "6" => ShaCryptHash::parse(text).map(Self::ShaCrypt),
            "1" | "apr1" => not_taken("md5-crypt is too weak to be kept: reset these passwords"),
            _ => Err(HashRefused::Unknown),
        }
    }

    fn parse_without_dollar(text: &str) -> Result<Self, HashRefused> {
        if text.starts_with("pbkdf2_") {
            return Pbkdf2Hash::parse_django(text).map(Self::Pbkdf2);
        }
        Pbkdf2Hash::parse_aspnet(text).map(Self::Pbkdf2)
    }

    /// The format's name, as summaries count by it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Argon2(_) => "argon2",
            Self::Bcrypt(_) => "bcrypt",
            Self::Scrypt(_) => "scrypt",
            Self::Firebase(_) => "firebase-scrypt",
            Self::Pbkdf2(_) => "pbkdf2",
            Self::ShaCrypt(_) => "sha-crypt",
        }
    }
}

/// Takes a hash of another system as it is, if it can be verified here.
pub fn import_hash(text: &str) -> Result<PasswordHash, HashRefused> {
    PasswordScheme::parse(text)?;
    Ok(PasswordHash::new(text.to_owned()))
}

fn not_taken(reason: &'static str) -> Result<PasswordScheme, HashRefused> {
    Err(HashRefused::NotTaken(reason))
}

/// A decimal number as every format writes it: digits alone, no leading zero.
pub(super) fn number(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| is_plain)
}
