//! A site that keeps its own accounts: what it is asked, and what comes of its answers.

#[cfg(test)]
mod first_sign_in;
#[cfg(test)]
mod linking;
#[cfg(test)]
mod signing_in;
