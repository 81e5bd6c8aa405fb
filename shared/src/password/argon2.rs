//! argon2id and argon2i as PHC strings (RFC 9106; phc-string-format).

use argon2::{
    Algorithm, Params, Version,
    password_hash::phc::{Output, PasswordHash as Phc, Salt},
};

use super::scheme::{HashRefused, MAX_MEMORY_KIB};

const FORMAT: &str = "argon2";
/// Memory times passes: a gibibyte takes one processor of a function about a second.
const MAX_KIB_PASSES: u64 = 1024 * 1024;

/// What an argon2 string says.
#[derive(Debug)]
pub struct Argon2Hash {
    pub(super) algorithm: Algorithm,
    pub(super) version: Version,
    pub(super) params: Params,
    pub(super) salt: Salt,
    pub(super) expected: Output,
}

impl Argon2Hash {
    pub(super) fn parse(text: &str) -> Result<Self, HashRefused> {
        const MALFORMED: HashRefused = HashRefused::Malformed(FORMAT);
        let phc = Phc::new(text).map_err(|_| MALFORMED)?;
        let algorithm = Algorithm::try_from(phc.algorithm.as_str()).map_err(|_| MALFORMED)?;
        // A string without a version is of the first one (1.0, written 16).
        let version = phc.version.unwrap_or(Version::V0x10.into());
        let version = Version::try_from(version).map_err(|_| MALFORMED)?;
        let params = Params::try_from(&phc).map_err(|_| MALFORMED)?;
        if !params.keyid().is_empty() || !params.data().is_empty() {
            return Err(HashRefused::NotTaken("argon2 with a key of its own"));
        }
        let memory_kib = u64::from(params.m_cost());
        if memory_kib > MAX_MEMORY_KIB {
            return Err(HashRefused::TooMuchMemory {
                format: FORMAT,
                needed_kib: memory_kib,
            });
        }
        if memory_kib * u64::from(params.t_cost()) > MAX_KIB_PASSES {
            return Err(HashRefused::TooSlow(FORMAT));
        }
        Ok(Self {
            algorithm,
            version,
            params,
            salt: phc.salt.ok_or(MALFORMED)?,
            expected: phc.hash.ok_or(MALFORMED)?,
        })
    }
}
