//! A local emulator of Login with Amazon, for laptops and for tests.
//!
//! It speaks the wire protocol of Amazon's own hosts: the authorization page
//! (`GET /ap/oa`), the token endpoint (`POST /auth/o2/token`), the token check
//! (`GET /auth/o2/tokeninfo`), the profile (`GET /user/profile`) and the page on which a
//! customer removes an app (`/ap/adam`). Statuses, error codes, texts, key order and the
//! quirks that implementers met in life are reproduced, so that a client which works here
//! has met them. It shares no code with the client it is there to test.
//!
//! What Amazon documents is in its developer guide,
//! <https://developer.amazon.com/docs/login-with-amazon/documentation-overview.html>. Where
//! the documentation is silent the emulator takes the stricter reading, see below.
//!
//! # Use
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use lwa_emulator::{Config, Emulator, Endpoint, Fault, FaultPlan};
//!
//! let emulator = Emulator::new(Config::new(
//!     "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef",
//!     "a local secret",
//!     "http://localhost:3000/auth/amazon/callback",
//! ));
//! // The next two token requests meet a fault at Amazon.
//! let plan = FaultPlan::new(Endpoint::Token, Fault::ServerError).times(2);
//! emulator.set_fault(plan).map_err(std::io::Error::other)?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:3001").await?;
//! emulator.serve(listener, std::future::pending()).await
//! # }
//! ```
//!
//! Everything the handle can do is also there over HTTP under `/_emulator`, as JSON for
//! programs and as a page for people; see [`control`] for the list.
//!
//! # Signing in without a browser
//!
//! The page at `/ap/oa` is one form. A program may skip looking at it and post the fields at
//! once: the parameters of the authorization request under their own names, `persona` (an
//! id from the table below) and `decision`: `allow` or `cancel`. Where the request marks a
//! scope as not essential, that scope is granted if `grant` names it (the field may repeat).
//! Without `decision` the answer is the consent page, or at once the redirect if this
//! customer has consented before. The redirect is a 302.
//!
//! # Personas
//!
//! | id | what it is |
//! |---|---|
//! | `new-customer` | an ordinary customer nobody knows yet |
//! | `new-customer-changed-email` | the same Amazon account after its e-mail was changed |
//! | `no-email` | signed up at Amazon with a mobile number, shares no e-mail |
//! | `alice-email` | carries the first sample customer's e-mail; the owner or not, Amazon cannot tell |
//! | `bob-email` | carries the second sample customer's e-mail; the owner or not, Amazon cannot tell |
//! | `shared-email-1` | one of two Amazon accounts with one e-mail |
//! | `shared-email-2` | the other of them |
//! | `mixed-case-email` | an e-mail typed in mixed case, `CAROL@Example.COM` |
//! | `no-name` | no name |
//! | `nickname` | a name that is a mere nickname |
//! | `company-name` | a name that is a company's |
//! | `non-latin-name` | a name in Japanese script |
//! | `right-to-left-name` | a name in Arabic script |
//! | `long-name` | a name of over 1,000 characters |
//! | `html-name` | a name with HTML in it |
//! | `zip-plus-four` | a nine-digit postal code |
//! | `numeric-postal-code` | a postal code sent as a JSON number, its leading zero lost |
//! | `full-width-at` | an e-mail with a full-width commercial at |
//! | `quoted-local-part` | an e-mail with a quoted local part |
//! | `idn-domain` | an e-mail in an internationalised domain |
//!
//! # Where Amazon is silent
//!
//! Nobody has published what Amazon does here; a client should not depend on it either.
//!
//! - A wrong, missing or unasked-for code verifier is refused, and so is an exchange without
//!   the client secret, PKCE or not. A refused exchange leaves the code usable.
//! - A bare `|` in a query is answered with a 400 page, as strict web servers do.
//! - A profile request with the token in two places is refused.
//! - A token without a scope of Login with Amazon gets 401 `insufficient_scope`. A customer
//!   who declines every scope still gets back to the app, with such a token.
//! - Removing the app also forgets the consent.
//!
//! # User ids
//!
//! An account is known to an app by its `user_id`, `amzn1.account.` and 28 base-32
//! characters, derived from the person and from the company that owns the app: two apps of
//! one company see the same id, those of another company a different one.

mod answer;
mod authorize;
mod clock;
mod config;
pub mod control;
mod emulator;
mod fault;
mod pages;
mod persona;
mod profile;
mod random;
mod removal;
mod scope;
mod state;
mod token;
mod tokeninfo;

pub use clock::system_clock;
pub use config::{Client, Config, FOREIGN_CLIENT_ID, SIBLING_CLIENT_ID};
pub use emulator::{Emulator, MintError};
pub use fault::{Endpoint, Fault, FaultPlan, UnsupportedFault};
pub use persona::{Persona, PostalCode};
pub use state::{Consent, RefreshAnswer, Requests, Switches};
