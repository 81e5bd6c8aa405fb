//! What attackers have done to systems like this one, done again.
//!
//! Each test names what it covers in a line `Threats:` above it, by the ids of `docs/security.md`; that page
//! names the tests, these and those of other suites, and [`security_page`] holds both together. What a
//! site that is running elsewhere does not let a test see is left out there with a word on standard error.

#[cfg(test)]
mod advisories;
#[cfg(test)]
mod asvs;
#[cfg(test)]
mod cookies;
#[cfg(test)]
mod enumeration;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod ids;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod people;
#[cfg(test)]
mod pre_hijack;
#[cfg(test)]
mod registering;
#[cfg(test)]
mod security_page;
#[cfg(test)]
mod shop_plugin;
#[cfg(test)]
mod spoofed_me;
