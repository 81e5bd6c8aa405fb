//! What a test needs of the site that it runs against, and a loud word where that is not to be had.

use std::{
    io::{Write as _, stderr},
    panic::Location,
};

use local::Options;

use crate::{shop::Shop, site::Site, table_calls::TableCalls};

impl Site {
    /// A site whose Amazon is the emulated one.
    #[track_caller]
    pub fn with_amazon() -> impl Future<Output = Option<Self>> {
        let test = Location::caller();
        async move {
            let site = Self::start().await;
            if site.has_amazon() {
                return Some(site);
            }
            leave_out(test, "it goes to Amazon: set ACCEPTANCE_LWA_URL");
            None
        }
    }

    /// A site whose Amazon is the emulated one and whose table can be looked into.
    #[track_caller]
    pub fn with_table() -> impl Future<Output = Option<Self>> {
        let test = Location::caller();
        async move {
            let site = Self::start().await;
            if site.has_amazon() && site.has_table() {
                return Some(site);
            }
            let why = "it puts customers into the table or looks into it: set ACCEPTANCE_LWA_URL and \
                       ACCEPTANCE_DYNAMODB_URL";
            leave_out(test, why);
            None
        }
    }

    /// A site on this machine, which can be reached from several addresses.
    #[track_caller]
    pub fn on_this_machine() -> impl Future<Output = Option<Self>> {
        let test = Location::caller();
        async move {
            let site = Self::start().await;
            if site.is_shared() {
                leave_out(test, "it comes from several addresses of one machine");
                return None;
            }
            Some(site)
        }
    }

    /// A site whose functions run in this process, so that what they log and hash is seen.
    #[track_caller]
    pub fn in_process() -> impl Future<Output = Option<Self>> {
        let test = Location::caller();
        async move {
            let site = Self::start().await;
            if site.hashed().is_some() {
                return Some(site);
            }
            leave_out(test, "it looks into the functions' own process");
            None
        }
    }

    /// A site whose calls at its table are counted on their way.
    #[track_caller]
    pub fn with_counted_calls() -> impl Future<Output = Option<(Self, TableCalls)>> {
        let test = Location::caller();
        async move {
            let counted = Self::start_counted(Options::embedded()).await;
            if counted.is_none() {
                leave_out(test, "it stands between the functions and their table");
            }
            counted
        }
    }

    /// The same on a stack that sends letters.
    #[track_caller]
    pub fn with_counted_calls_and_mail() -> impl Future<Output = Option<(Self, TableCalls)>> {
        let test = Location::caller();
        async move {
            let options = Options {
                no_mail: false,
                ..Options::embedded()
            };
            let counted = Self::start_counted(options).await;
            if counted.is_none() {
                leave_out(test, "it stands between the functions and their table");
            }
            counted
        }
    }

    /// A stack that sends letters, to an outbox of its own.
    #[track_caller]
    pub fn with_mail() -> impl Future<Output = Option<Self>> {
        let test = Location::caller();
        async move {
            let site = Self::start_with_mail().await;
            if site.is_none() {
                leave_out(test, "its letters go to an outbox of its own");
            }
            site
        }
    }

    /// The same whose functions run in this process, so that what they log is seen.
    #[track_caller]
    pub fn in_process_with_mail() -> impl Future<Output = Option<Self>> {
        let test = Location::caller();
        async move {
            let site = Self::start_with_mail().await;
            let site = site.filter(|site| site.hashed().is_some());
            if site.is_none() {
                leave_out(test, "it looks into the functions' own process and outbox");
            }
            site
        }
    }

    /// A site that keeps its own accounts, with that site's own part.
    #[track_caller]
    pub fn with_shop() -> impl Future<Output = Option<(Self, Shop)>> {
        let test = Location::caller();
        async move {
            let shop = Shop::open().await;
            let site = Self::start_for(&shop).await;
            if site.is_none() {
                leave_out(test, "it says where the site's own accounts are");
            }
            Some((site?, shop))
        }
    }

    /// A site that asks at a first sign-in.
    #[track_caller]
    pub fn asking_first() -> impl Future<Output = Option<Self>> {
        let test = Location::caller();
        async move {
            let site = Self::start_asking_first().await;
            if site.is_none() {
                leave_out(test, "it says what happens at a first sign-in");
            }
            site
        }
    }

    /// A site whose authorizers keep an answer for so many seconds.
    #[track_caller]
    pub fn with_authorizer_cache(seconds: u16) -> impl Future<Output = Option<Self>> {
        let test = Location::caller();
        async move {
            let site = Self::start_with_authorizer_cache(seconds).await;
            if site.is_none() {
                leave_out(test, "it says how long authorizers keep their answers");
            }
            site
        }
    }
}

/// Past `eprintln!`, which the test harness keeps to itself when the test passes.
fn leave_out(test: &Location<'_>, why: &str) {
    let line = format!("LEFT OUT {test}: {why}\n");
    stderr().write_all(line.as_bytes()).unwrap();
}
