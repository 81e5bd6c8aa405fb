//! scrypt (RFC 7914) as a PHC string: `$scrypt$ln=14,r=8,p=1$salt$hash`.

use data_encoding::BASE64_NOPAD;
use scrypt::Params;
use subtle::ConstantTimeEq as _;

use super::scheme::{HashRefused, MAX_MEMORY_KIB, number};

const FORMAT: &str = "scrypt";
/// N·r·p: twice what fits into memory in one lane takes two thirds of a second.
const MAX_WORK: u64 = 1 << 21;

/// What a scrypt string says.
#[derive(Debug)]
pub struct ScryptHash {
    cost: ScryptCost,
    salt: Vec<u8>,
    expected: Vec<u8>,
}

impl ScryptHash {
    pub(super) fn parse(text: &str) -> Result<Self, HashRefused> {
        const MALFORMED: HashRefused = HashRefused::Malformed(FORMAT);
        let parts: Vec<_> = text.split('$').collect();
        let ["", FORMAT, params, salt, hash] = parts[..] else {
            return Err(MALFORMED);
        };
        let cost = ScryptCost::parse(params, FORMAT)?;
        let decode = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).map_err(|_| MALFORMED);
        let (salt, expected) = (decode(salt)?, decode(hash)?);
        // A shorter output is the beginning of a longer one: a cut hash must not pass for another.
        if salt.len() > 64 || ![32, 64].contains(&expected.len()) {
            return Err(MALFORMED);
        }
        Ok(Self {
            cost,
            salt,
            expected,
        })
    }

    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let mut made = vec![0; self.expected.len()];
        self.cost.fill(password, &self.salt, &mut made) && made.ct_eq(&self.expected).into()
    }
}

/// What scrypt costs: 2^`ln` blocks of 128·`r` bytes, `p` times.
#[derive(Debug)]
pub(super) struct ScryptCost(Params);

impl ScryptCost {
    /// Reads `ln=14,r=8,p=1`, in this order.
    pub(super) fn parse(text: &str, format: &'static str) -> Result<Self, HashRefused> {
        let malformed = HashRefused::Malformed(format);
        let values: Option<Vec<_>> = text
            .split(',')
            .zip(["ln=", "r=", "p="])
            .map(|(text, name)| text.strip_prefix(name).and_then(number))
            .collect();
        match values.as_deref() {
            Some(&[ln, r, p]) if text.split(',').count() == 3 => Self::new(ln, r, p, format),
            _ => Err(malformed),
        }
    }

    pub(super) fn new(ln: u32, r: u32, p: u32, format: &'static str) -> Result<Self, HashRefused> {
        let blocks = 1_u64
            .checked_shl(ln)
            .filter(|_| ln < 32)
            .ok_or(HashRefused::TooSlow(format))?;
        let (r_wide, p_wide) = (u64::from(r), u64::from(p));
        let needed_kib = blocks.saturating_mul(r_wide) / 8;
        if needed_kib > MAX_MEMORY_KIB {
            return Err(HashRefused::TooMuchMemory { format, needed_kib });
        }
        if blocks.saturating_mul(r_wide).saturating_mul(p_wide) > MAX_WORK {
            return Err(HashRefused::TooSlow(format));
        }
        let log_n = u8::try_from(ln).map_err(|_| HashRefused::Malformed(format))?;
        Params::new(log_n, r, p)
            .map(Self)
            .map_err(|_| HashRefused::Malformed(format))
    }

    /// Whether it could be computed; it always can for an output of a few bytes.
    pub(super) fn fill(&self, password: &[u8], salt: &[u8], output: &mut [u8]) -> bool {
        scrypt::scrypt(password, salt, &self.0, output).is_ok()
    }
}
