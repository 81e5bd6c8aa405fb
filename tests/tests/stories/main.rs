//! The six stories: what a customer does, and what comes of it.

#[cfg(test)]
mod detours;
#[cfg(test)]
mod first_sign_in;
#[cfg(test)]
mod linking;
#[cfg(test)]
mod registering;
#[cfg(test)]
mod returning;
#[cfg(test)]
mod sign_out;
#[cfg(test)]
mod start_page;
