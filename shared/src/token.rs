//! The one place that draws randomness.

use crate::domain::{AccountId, Secret};

/// Where random bytes come from. Tests make them repeatable.
pub trait Random: Send + Sync {
    /// Fills `bytes` with cryptographically secure randomness.
    fn fill(&self, bytes: &mut [u8]);

    /// Draws `N` bytes.
    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Draws a secret.
    fn secret(&self) -> Secret {
        Secret::from_bytes(self.bytes())
    }

    /// Draws a code of eight digits, which people type: a hundred million of them, each as likely as another
    /// to one part in a hundred thousand million.
    fn code(&self) -> String {
        format!("{:08}", u64::from_be_bytes(self.bytes()) % 100_000_000)
    }

    /// Draws the id of a new account.
    fn account_id(&self) -> AccountId {
        AccountId::from_bytes(self.bytes())
    }
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    #[expect(
        clippy::expect_used,
        reason = "without randomness every secret would be guessable: end at once"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
