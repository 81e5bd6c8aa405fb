//! The registration page.

use maud::{Markup, Render, html};

use super::{
    Frame, Page, amazon_button, csrf_input, layout, return_input, title_after, with_return_to,
};
use crate::{
    domain::{PasswordRefused, ReturnTo},
    problem::Code,
};

/// What the registration page shows.
#[derive(Debug)]
pub struct RegisterForm<'a> {
    /// The form's CSRF token.
    pub csrf_token: &'a str,
    /// Where to go afterwards.
    pub return_to: &'a ReturnTo,
    /// The fewest characters of a password.
    pub min_password_chars: usize,
    /// The name typed before.
    pub name: &'a str,
    /// The address typed before.
    pub email: &'a str,
    /// Whether a letter follows, whose link makes the account.
    pub by_letter: bool,
    /// Why the last try failed.
    pub problems: RegisterProblems,
}

/// Why a registration failed, by field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegisterProblems {
    /// About the name.
    pub name: Option<Code>,
    /// About the address.
    pub email: Option<Code>,
    /// About the password.
    pub password: Option<PasswordRefused>,
    /// About none of them.
    pub other: Option<Code>,
}

impl RegisterProblems {
    /// The code of the answer: of the first field that is wrong.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        let password = self.password.map(|_| Code::PasswordRefused);
        self.other.or(self.name).or(self.email).or(password)
    }
}

/// A field with what is wrong about it.
struct Field<'a> {
    id: &'a str,
    problem: Option<Markup>,
    hint: Option<&'a str>,
}

impl Field<'_> {
    /// What a screen reader reads after the label.
    fn described_by(&self) -> Option<String> {
        let problem = self.problem.as_ref().map(|_| self.problem_id());
        let parts: Vec<_> = problem
            .into_iter()
            .chain(self.hint.map(str::to_owned))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    fn problem_id(&self) -> String {
        format!("{}-problem", self.id)
    }

    fn invalid(&self) -> Option<&'static str> {
        self.problem.as_ref().map(|_| "true")
    }

    fn problem(&self) -> Markup {
        html! {
            @if let Some(problem) = &self.problem {
                p.field-problem id=(self.problem_id()) { (problem) }
            }
        }
    }
}

/// The registration page: name, e-mail and password, and Login with Amazon beside them. What is
/// wrong is listed first, where it is read out, and again at its field.
#[must_use]
pub fn register(frame: Frame, form: &RegisterForm<'_>) -> Page {
    let t = frame.language;
    let problems = &form.problems;
    let detail = |code: Code| t.problem_detail(code).render();
    let name = Field {
        id: "name",
        problem: problems.name.map(detail),
        hint: None,
    };
    let email = Field {
        id: "email",
        problem: problems.email.map(detail),
        hint: None,
    };
    let password = Field {
        id: "password",
        problem: problems.password.map(|refused| t.refused(refused)),
        hint: Some("password-hint"),
    };
    let title = t.register_title();
    let sign_in = with_return_to("/auth/sign-in", form.return_to);
    // The first field that is wrong; the password is never shown again, so it is typed anew.
    let focused = [&name, &email, &password]
        .into_iter()
        .find(|field| field.problem.is_some())
        .map(|field| field.id);
    let to_sign_in = html! { a href=(sign_in) { (t.sign_in()) } };
    layout(
        frame,
        &title_after(frame, problems.code(), title),
        &html! {
            h1 { (title) }
            (amazon_button(form.return_to))
            p.or { (t.or()) }
            @if problems.code().is_some() { (summary(frame, form, &[&name, &email, &password], &sign_in)) }
            form method="post" action="/auth/register" {
                (csrf_input(form.csrf_token))
                (return_input(form.return_to))
                label for="name" { (t.name()) }
                input id="name" name="name" type="text" autocomplete="name" required maxlength="256"
                    value=(form.name) autofocus[focused == Some("name")]
                    aria-describedby=[name.described_by()] aria-invalid=[name.invalid()];
                (name.problem())
                label for="email" { (t.email()) }
                input id="email" name="email" type="email" autocomplete="username" required
                    maxlength="254" value=(form.email) autofocus[focused == Some("email")]
                    aria-describedby=[email.described_by()] aria-invalid=[email.invalid()];
                (email.problem())
                label for="password" { (t.password()) }
                input id="password" name="password" type="password" autocomplete="new-password" required
                    autofocus[focused == Some("password")]
                    aria-describedby=[password.described_by()] aria-invalid=[password.invalid()];
                (password.problem())
                p.fine id="password-hint" { (t.register_password_hint(&form.min_password_chars)) }
                @if form.by_letter { p.fine { (t.verify_follows()) } }
                button.button.primary type="submit" { (t.register_submit()) }
            }
            p.fine { (t.register_have_account(&to_sign_in)) }
        },
    )
}

/// Everything that is wrong, each leading to its field.
fn summary(frame: Frame, form: &RegisterForm<'_>, fields: &[&Field<'_>], sign_in: &str) -> Markup {
    let t = frame.language;
    let problems = &form.problems;
    html! {
        div.alert role="alert" id="problem" {
            @if let Some(code) = problems.other {
                p { (t.title_and_detail(&t.problem_title(code), &other_detail(frame, code))) }
            }
            ul {
                @for field in fields {
                    @if let Some(problem) = &field.problem {
                        li { a href={ "#" (field.id) } { (problem) } }
                    }
                }
            }
            @if problems.email == Some(Code::EmailTaken) {
                p { a href=(sign_in) { (t.register_taken()) } }
            }
        }
    }
}

fn other_detail(frame: Frame, code: Code) -> &'static str {
    match code {
        Code::TooManyAttempts => frame.language.register_too_many(),
        _ => frame.language.problem_detail(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(problems: RegisterProblems) -> String {
        let form = RegisterForm {
            csrf_token: "t",
            return_to: &ReturnTo::parse("/cart").unwrap(),
            min_password_chars: 15,
            name: "<b>Zoë</b>",
            email: "zoe@example.com",
            by_letter: false,
            problems,
        };
        register(Frame::default(), &form).into_string()
    }

    #[test]
    fn what_is_wrong_is_announced_and_tied_to_its_field() {
        let page = page(RegisterProblems {
            email: Some(Code::EmailTaken),
            password: Some(PasswordRefused::Common),
            ..RegisterProblems::default()
        });

        assert!(page.contains("<title>Error: Create your account</title>"));
        assert!(page.contains(r#"role="alert""#));
        for (field, description) in [
            ("email", "email-problem"),
            ("password", "password-problem password-hint"),
        ] {
            let input = page
                .split("<input ")
                .find(|it| it.contains(&format!("id=\"{field}\"")));
            let input = input.unwrap();
            assert!(
                input.contains(&format!("aria-describedby=\"{description}\"")),
                "{input}"
            );
            assert!(input.contains("aria-invalid=\"true\""));
            assert!(page.contains(&format!("href=\"#{field}\"")));
        }
        assert_eq!(page.matches(" autofocus").count(), 1, "the first of them");
        assert!(page.contains("/auth/sign-in?return_to=%2Fcart"));
        assert!(!page.contains("name-problem"));
    }

    /// Threats: R-4.10, N7
    #[test]
    fn what_was_typed_is_text_and_a_password_is_never_shown_again() {
        let page = page(RegisterProblems::default());

        assert!(page.contains("&lt;b&gt;Zoë"));
        assert!(!page.contains("<b>") && !page.contains("role=\"alert\""));
        let password = page
            .split("<input ")
            .find(|it| it.contains("id=\"password\""))
            .unwrap();
        let password = password.split('>').next().unwrap();
        assert!(password.contains("new-password"));
        for never in ["value", "maxlength", "minlength", "pattern"] {
            assert!(!password.contains(never), "{never}: {password}");
        }
    }
}
