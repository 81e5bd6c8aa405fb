//! The wire as a client sees it: status, headers and bytes over a loopback connection.

#[cfg(test)]
mod authorize;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod control;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod profile;
#[cfg(test)]
mod token;
#[cfg(test)]
mod tokeninfo;
