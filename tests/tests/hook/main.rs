//! A site that keeps its own accounts: what it is asked, and what comes of its answers.

#[cfg(test)]
mod failing;
#[cfg(test)]
mod first_sign_in;
#[cfg(test)]
mod from_before;
#[cfg(test)]
mod linking;
#[cfg(test)]
mod returning;
#[cfg(test)]
mod signing_in;
#[cfg(test)]
mod table;
