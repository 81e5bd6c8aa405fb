//! Everything at once. Whoever loses a race ends signed in, not in an error (I7), and the table as if
//! they had come one after another (I1, I2, I6).

#[cfg(test)]
mod at_once;
#[cfg(test)]
mod faulty;
#[cfg(test)]
mod linking;
#[cfg(test)]
mod registering;
#[cfg(test)]
mod signing_in;
