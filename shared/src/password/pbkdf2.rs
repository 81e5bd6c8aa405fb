//! PBKDF2 with HMAC (RFC 8018), in the four ways in which it is written down:
//!
//! - PHC string: `$pbkdf2-sha256$i=600000,l=32$salt$hash`
//! - passlib: `$pbkdf2-sha256$600000$salt$hash`, base64 with `.` in place of `+`
//! - Django: `pbkdf2_sha256$600000$salt as text$hash`
//! - ASP.NET Core Identity v3: base64 of 1, hash function, iterations, length of the salt, salt, key

use data_encoding::{BASE64, BASE64_NOPAD};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq as _;

use super::scheme::{HashRefused, number};

const FORMAT: &str = "PBKDF2";
/// ASP.NET's subkeys have 256 bits, whatever the function.
const ASPNET_BYTES: usize = 32;

/// What a PBKDF2 string says.
#[derive(Debug)]
pub struct Pbkdf2Hash {
    function: Function,
    iterations: u32,
    salt: Vec<u8>,
    expected: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum Function {
    Sha1,
    Sha256,
    Sha512,
}

impl Function {
    const fn output_bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    /// Iterations for which one block of output takes half a second to a second where the
    /// processor has no instructions for it.
    const fn max_iterations(self) -> u64 {
        match self {
            Self::Sha1 | Self::Sha256 => 2_000_000,
            Self::Sha512 => 1_000_000,
        }
    }
}

impl Pbkdf2Hash {
    const MALFORMED: HashRefused = HashRefused::Malformed(FORMAT);

    /// Reads passlib's form and the PHC string.
    pub(super) fn parse_dollar(text: &str) -> Result<Self, HashRefused> {
        let parts: Vec<_> = text.split('$').collect();
        let ["", id, cost, salt, hash] = parts[..] else {
            return Err(Self::MALFORMED);
        };
        let function = match id {
            "pbkdf2" | "pbkdf2-sha1" => Function::Sha1,
            "pbkdf2-sha256" => Function::Sha256,
            "pbkdf2-sha512" => Function::Sha512,
            _ => return Err(HashRefused::Unknown),
        };
        let Some(cost) = cost.strip_prefix("i=") else {
            let decode = |text: &str| decode_unpadded(&text.replace('.', "+"));
            return Self::new(
                function,
                number(cost),
                decode(salt),
                decode(hash),
                function.output_bytes(),
            );
        };
        let (iterations, length) = match cost.split_once(",l=") {
            Some((iterations, length)) => (iterations, number(length).map(|it| it as usize)),
            None => (cost, Some(function.output_bytes())),
        };
        let (salt, hash) = (decode_unpadded(salt), decode_unpadded(hash));
        let length = length.ok_or(Self::MALFORMED)?;
        Self::new(function, number(iterations), salt, hash, length)
    }

    /// Reads Django's form. Its salt is text, used as it stands.
    pub(super) fn parse_django(text: &str) -> Result<Self, HashRefused> {
        let parts: Vec<_> = text.split('$').collect();
        let [id, iterations, salt, hash] = parts[..] else {
            return Err(Self::MALFORMED);
        };
        let function = match id {
            "pbkdf2_sha1" => Function::Sha1,
            "pbkdf2_sha256" => Function::Sha256,
            _ => return Err(HashRefused::Unknown),
        };
        let salt = Some(salt.as_bytes().to_vec());
        let hash = BASE64.decode(hash.as_bytes()).ok();
        Self::new(
            function,
            number(iterations),
            salt,
            hash,
            function.output_bytes(),
        )
    }

    /// Reads ASP.NET Core Identity's form, version 3 (`PasswordHasher.cs`).
    pub(super) fn parse_aspnet(text: &str) -> Result<Self, HashRefused> {
        let bytes = BASE64
            .decode(text.as_bytes())
            .map_err(|_| HashRefused::Unknown)?;
        let (&version, rest) = bytes.split_first().ok_or(HashRefused::Unknown)?;
        match version {
            1 => {}
            0 if bytes.len() == 49 => {
                return Err(HashRefused::NotTaken(
                    "ASP.NET Identity v2 hashes (1,000 iterations) are too weak to be kept",
                ));
            }
            _ => return Err(HashRefused::Unknown),
        }
        let (header, rest) = rest.split_at_checked(12).ok_or(Self::MALFORMED)?;
        let word = |at: usize| {
            let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
            u32::from_be_bytes(bytes)
        };
        let function = match word(0) {
            0 => Function::Sha1,
            1 => Function::Sha256,
            2 => Function::Sha512,
            _ => return Err(Self::MALFORMED),
        };
        let salt_bytes = usize::try_from(word(8)).map_err(|_| Self::MALFORMED)?;
        let (salt, hash) = rest.split_at_checked(salt_bytes).ok_or(Self::MALFORMED)?;
        Self::new(
            function,
            Some(word(4)),
            Some(salt.to_vec()),
            Some(hash.to_vec()),
            ASPNET_BYTES,
        )
    }

    /// PBKDF2's shorter output is the beginning of a longer one, so the length has to be known: a
    /// cut hash must not pass for another.
    fn new(
        function: Function,
        iterations: Option<u32>,
        salt: Option<Vec<u8>>,
        expected: Option<Vec<u8>>,
        length: usize,
    ) -> Result<Self, HashRefused> {
        let (Some(iterations), Some(salt), Some(expected)) = (iterations, salt, expected) else {
            return Err(Self::MALFORMED);
        };
        let is_formed = iterations > 0
            && (1..=128).contains(&salt.len())
            && (16..=64).contains(&length)
            && expected.len() == length;
        if !is_formed {
            return Err(Self::MALFORMED);
        }
        // Each block of output costs all iterations.
        let blocks = expected.len().div_ceil(function.output_bytes()) as u64;
        if u64::from(iterations) * blocks > function.max_iterations() {
            return Err(HashRefused::TooSlow(FORMAT));
        }
        Ok(Self {
            function,
            iterations,
            salt,
            expected,
        })
    }

    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let mut made = vec![0; self.expected.len()];
        let (salt, iterations) = (&self.salt, self.iterations);
        match self.function {
            Function::Sha1 => pbkdf2_hmac::<Sha1>(password, salt, iterations, &mut made),
            Function::Sha256 => pbkdf2_hmac::<Sha256>(password, salt, iterations, &mut made),
            Function::Sha512 => pbkdf2_hmac::<Sha512>(password, salt, iterations, &mut made),
        }
        made.ct_eq(&self.expected).into()
    }
}

fn decode_unpadded(text: &str) -> Option<Vec<u8>> {
    BASE64_NOPAD.decode(text.as_bytes()).ok()
}
