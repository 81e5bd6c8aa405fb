//! The sample shop's pages.

use accounts::http::CSRF_FIELD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

use super::{
    cart::Cart,
    products::{self, Product, price},
};
use crate::customers;

pub(super) const STYLE: &str = include_str!("style.css");
pub(super) const LOGO: &str = include_str!("logo.svg");
pub(super) const ICON: &str = include_str!("icon.svg");

/// Somebody on the site.
pub(super) struct Visit {
    pub(super) who: Option<Who>,
    pub(super) cart: Cart,
}

/// Somebody signed in.
pub(super) struct Who {
    /// What `GET /auth/session` says.
    pub(super) said: Value,
    /// The token of forms that act for this session.
    pub(super) csrf_token: String,
}

impl Who {
    fn name(&self) -> &str {
        self.said["name"].as_str().unwrap_or("customer")
    }
}

/// The frame of every page.
pub(super) fn layout(visit: &Visit, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Harbour Lane, a sample shop" }
                link rel="stylesheet" href="/shop/style.css";
                link rel="icon" type="image/svg+xml" href="/shop/icon.svg";
            }
            body {
                header.top {
                    a.home href="/" { img src="/shop/logo.svg" alt="Harbour Lane" width="196" height="36"; }
                    nav aria-label="Shop" {
                        @if let Some(who) = &visit.who {
                            span.who { "Signed in as " bdi { (who.name()) } }
                            a href="/auth/account" { "Your account" }
                        }
                        a href="/cart" { "Cart" @if visit.cart.count() > 0 { " (" (visit.cart.count()) ")" } }
                    }
                }
                main { (body) }
                footer {
                    p { "A sample shop of the local stack. Nothing here is for sale." }
                    p { a href="/privacy" { "Privacy" } " " a href="/terms" { "Terms" } }
                }
            }
        }
    }
}

/// The start page, to somebody it does not know.
pub(super) fn signed_out(csrf_token: &str, samples: bool, registers: bool) -> Markup {
    html! {
        div.opening {
            section.hello {
                h1 { "Welcome" }
                p.lead { "Good things for weather. Sign in with the account you have here, or with Amazon." }
                @if samples { (sample_customers()) }
            }
            section.panel aria-labelledby="sign-in" {
                h2 id="sign-in" { "Sign in" }
                p.way { a.button.amazon href="/auth/amazon/login?return_to=%2F" { "Login with Amazon" } }
                p.or { "or" }
                form method="post" action="/auth/sign-in" {
                    input type="hidden" name=(CSRF_FIELD) value=(csrf_token);
                    input type="hidden" name="return_to" value="/";
                    label for="email" { "E-mail" }
                    input id="email" name="email" type="email" autocomplete="username" required;
                    label for="password" { "Password" }
                    input id="password" name="password" type="password" autocomplete="current-password" required;
                    button.button type="submit" { "Sign in" }
                }
                @if registers {
                    p.small { "New here? " a href="/auth/register?return_to=%2F" { "Create an account" } }
                }
            }
        }
        (shelf())
    }
}

fn sample_customers() -> Markup {
    html! {
        h2 { "Customers to try" }
        table {
            thead { tr { th scope="col" { "E-mail" } th scope="col" { "Password" } } }
            tbody {
                @for customer in customers::samples() {
                    tr { td { (customer.email) } td { code { (customer.password) } } }
                }
            }
        }
    }
}

/// The same address, to somebody signed in.
pub(super) fn signed_in(who: &Who, orders: Option<&Value>) -> Markup {
    let how = match who.said["auth_method"].as_str() {
        Some("amazon") => "with Amazon",
        _ => "with your password",
    };
    html! {
        div.opening {
            section.hello {
                h1 { "Hello, " bdi { (who.name()) } }
                p.lead { "Good to see you. You are signed in " (how) "." }
                form method="post" action="/auth/sign-out" {
                    input type="hidden" name=(CSRF_FIELD) value=(who.csrf_token);
                    input type="hidden" name="return_to" value="/";
                    button.button.quiet type="submit" { "Sign out" }
                }
            }
            section.panel aria-labelledby="told" {
                h2 id="told" { "What the shop is told" }
                p.small { "By " code { "GET /auth/session" } ":" }
                dl {
                    @for key in ["account_id", "name", "email", "email_verified", "postal_code", "amazon_linked", "auth_method", "auth_time", "expires_at"] {
                        dt { (key) }
                        dd data-key=(key) { (shown(&who.said[key])) }
                    }
                }
                p.small { "By " code { "GET /api/orders" } ", a route of its own behind the authorizer:" }
                p { code data-key="orders" { (orders.map_or_else(|| "no answer".to_owned(), Value::to_string)) } }
            }
        }
        (shelf())
    }
}

/// What is sold.
fn shelf() -> Markup {
    html! {
        section aria-labelledby="shelf" {
            h2 id="shelf" { "New on the quay" }
            ul.shelf {
                @for product in &products::ALL {
                    li {
                        (picture(product))
                        h3 { (product.name) }
                        p.small { (product.about) }
                        form method="post" action="/cart/add" {
                            span.price { (product.price()) }
                            button.button.small type="submit" name="product" value=(product.id)
                                aria-label={ "Add to cart: " (product.name) } { "Add to cart" }
                        }
                    }
                }
            }
        }
    }
}

fn picture(product: &Product) -> Markup {
    html! {
        svg.picture.(product.id) viewBox="0 0 120 90" aria-hidden="true" { (PreEscaped(product.picture)) }
    }
}

/// The cart.
pub(super) fn cart(visit: &Visit) -> Markup {
    let lines = visit.cart.lines();
    html! {
        h1 { "Your cart" }
        @if lines.is_empty() {
            p.lead { "There is nothing in it yet." }
            p { a.button href="/" { "See what is new" } }
        } @else {
            ul.lines {
                @for (product, count) in lines {
                    li {
                        (picture(product))
                        span.what { strong { (product.name) } " × " (count) }
                        span.price { (price(product.cents * u32::from(*count))) }
                        form method="post" action="/cart/remove" {
                            button.button.quiet.small type="submit" name="product" value=(product.id)
                                aria-label={ "Remove: " (product.name) } { "Remove" }
                        }
                    }
                }
            }
            p.total { "Together " strong { (price(visit.cart.total())) } }
            @match &visit.who {
                Some(who) => p.lead { "This is as far as a sample shop goes, " bdi { (who.name()) } "." },
                None => {
                    p.lead { "Sign in to go to the checkout. Your cart stays as it is." }
                    p { a.button href="/auth/sign-in?return_to=%2Fcart" { "Sign in to go on" } }
                }
            }
        }
    }
}

/// Where the pages of the functions link to, as a site would have it.
pub(super) fn privacy() -> Markup {
    html! {
        h1 { "Privacy" }
        p.lead { "A sample: everything stays in the memory of the program that you started." }
    }
}

/// The same for the terms.
pub(super) fn terms() -> Markup {
    html! {
        h1 { "Terms" }
        p.lead { "A sample: nothing is sold here, so nothing has to be agreed." }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
