//! Proof of a mailbox at registration: what is said when the letter is on its way, and the page that its
//! link leads to.

use maud::html;

use super::{Frame, Page, alert, amazon_button, layout, title_after, with_return_to};
use crate::{
    domain::{EmailAddress, PasswordRefused, Registration, ReturnTo},
    problem::{Code, Problem},
};

/// Says where to look. The same whether somebody has the address or nobody (ASVS 6.3.8).
#[must_use]
pub fn verify_sent(frame: Frame, email: &EmailAddress, return_to: &ReturnTo) -> Page {
    let t = frame.language;
    let title = t.forgot_sent_title();
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p role="status" { (t.verify_sent_text(&html! { strong { (email.as_str()) } })) }
            p.fine { (t.verify_sent_nothing()) }
            nav.steps aria-label=(t.steps()) {
                a.button.quiet href=(with_return_to("/auth/register", return_to)) { (t.verify_again()) }
                (amazon_button(return_to))
                a.button.quiet href="/" { (t.back_to_start()) }
            }
        },
    )
}

/// What the page of a link shows.
#[derive(Debug)]
pub struct VerifyForm<'a> {
    /// Whose registration it is.
    pub registration: &'a Registration,
    /// The link's secret, which the form gives back.
    pub token: &'a str,
    /// Whether the password that was chosen counts: in the browser that chose it.
    pub is_same_browser: bool,
    /// The name typed before.
    pub name: Option<&'a str>,
    /// The fewest characters of a password.
    pub min_password_chars: usize,
    /// Why the last try failed.
    pub problem: Option<&'a Problem>,
}

/// One button in the browser that registered. In any other one name and password are asked for: what was
/// typed there may be a stranger's, so not even the name is told as a fact (threat PH-1).
#[must_use]
pub fn verify(frame: Frame, form: &VerifyForm<'_>) -> Page {
    let t = frame.language;
    let title = t.verify_title();
    let code = form.problem.map(|problem| problem.code);
    let email = html! { strong { (form.registration.email.as_str()) } };
    let name = form.registration.name.as_str();
    layout(
        frame,
        &title_after(frame, code, title),
        &html! {
            h1 { (title) }
            @if form.is_same_browser {
                p { (t.verify_for(&html! { strong { (name) } }, &email)) }
            } @else {
                p { (t.verify_address(&email)) }
                p { (t.verify_elsewhere()) }
            }
            @if let Some(problem) = form.problem {
                @match problem.password {
                    Some(refused) => (alert(&t.refused(refused))),
                    None => (alert(&t.problem_detail(problem.code))),
                }
            }
            form method="post" action="/auth/verify" {
                input type="hidden" name="token" value=(form.token);
                @if !form.is_same_browser { (fields(frame, form, form.name.unwrap_or(name))) }
                button.button.primary type="submit" { (t.verify_submit()) }
            }
            p.fine { (t.verify_not_you()) }
        },
    )
}

/// The name, as it was typed there, and a password.
fn fields(frame: Frame, form: &VerifyForm<'_>, name: &str) -> maud::Markup {
    let t = frame.language;
    let refused: Option<PasswordRefused> = form.problem.and_then(|problem| problem.password);
    let invalid_name = form
        .problem
        .is_some_and(|problem| problem.code == Code::InvalidName);
    let hinted = refused.map_or("password-hint", |_| "problem password-hint");
    html! {
        label for="name" { (t.name()) }
        input id="name" name="name" type="text" autocomplete="name" required maxlength="256"
            value=(name) autofocus[invalid_name]
            aria-describedby=[invalid_name.then_some("problem")] aria-invalid=[invalid_name.then_some("true")];
        // For password managers: which account the password is of.
        input type="text" name="email" autocomplete="username" hidden readonly
            value=(form.registration.email.as_str());
        label for="password" { (t.password()) }
        input id="password" name="password" type="password" autocomplete="new-password" required
            maxlength="1024" autofocus[refused.is_some()]
            aria-describedby=(hinted) aria-invalid=[refused.map(|_| "true")];
        p.fine id="password-hint" { (t.register_password_hint(&form.min_password_chars)) }
    }
}

/// Some account got the address before this link was used: it is entered by its own ways in.
#[must_use]
pub fn verify_taken(frame: Frame, email: &EmailAddress, return_to: &ReturnTo) -> Page {
    let t = frame.language;
    let title = t.problem_title(Code::EmailTaken);
    layout(
        frame,
        &title_after(frame, Some(Code::EmailTaken), title),
        &html! {
            h1 { (title) }
            (alert(&t.verify_taken_text(&html! { strong { (email.as_str()) } })))
            nav.steps aria-label=(t.steps()) {
                a.button.primary href=(with_return_to("/auth/sign-in", return_to)) { (t.sign_in()) }
                a.button.quiet href="/auth/forgot" { (t.forgot_link()) }
                (amazon_button(return_to))
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PasswordHash, PersonName};

    fn page(is_same_browser: bool, problem: Option<&Problem>) -> String {
        let registration = Registration {
            email: EmailAddress::parse("zoe@example.com").unwrap(),
            name: PersonName::parse("<b>Zoë</b>").unwrap(),
            password: PasswordHash::new("$argon2id$x".to_owned()),
            form: None,
            return_to: ReturnTo::home(),
        };
        let form = VerifyForm {
            registration: &registration,
            token: "t",
            is_same_browser,
            name: None,
            min_password_chars: 15,
            problem,
        };
        verify(Frame::default(), &form).into_string()
    }

    /// Threats: PH-1
    #[test]
    fn a_password_is_asked_for_wherever_it_was_not_chosen() {
        let (same, other) = (page(true, None), page(false, None));

        assert!(!same.contains("type=\"password\"") && same.contains("name=\"token\""));
        assert!(other.contains("type=\"password\"") && other.contains("name=\"token\""));
        for page in [same, other] {
            assert!(!page.contains("<b>") && page.contains("zoe@example.com"));
            assert!(!page.contains("argon2id"));
        }
    }

    #[test]
    fn what_is_wrong_is_announced_and_tied_to_its_field() {
        let problem = Problem::from(PasswordRefused::Common);

        let page = page(false, Some(&problem));

        assert!(page.contains("role=\"alert\"") && page.contains("problem password-hint"));
        assert_eq!(page.matches(" autofocus").count(), 1);
    }
}
