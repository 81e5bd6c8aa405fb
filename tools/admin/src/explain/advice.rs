//! What an operator does about each outcome; what the customer does stands on the customer's page.

use accounts::problem::Code;

/// About a problem.
pub(super) const fn of_problem(code: Code) -> &'static str {
    match code {
        Code::InvalidRequest => {
            "Nothing, if it happens now and then: robots and old tabs do this. If a page or an app of \
             yours does it, look at what it sends."
        }
        Code::InvalidState => {
            "Nothing: the customer starts again. If many do, check that the site's host is the one in \
             PUBLIC_URL, that cookies of /auth/* reach the browser, and that no cache is in between."
        }
        Code::AmazonRejected => {
            "Nothing, if it is one customer. If all: check the return URL and the client's id at \
             Amazon, by admin doctor --url."
        }
        Code::Unauthenticated => {
            "Nothing: nobody was signed in. If the customer says they were, look at admin sessions \
             and admin events: sessions end by their limits, a password change, an unlink, a disable."
        }
        Code::WrongPassword => {
            "Nothing. Look whether the account has a password at all: admin show --email. Never tell \
             a caller whether an address is known."
        }
        Code::WrongCode => {
            "Nothing. If the customer gets no letter, look for it in the suppression list of SES: \
             docs/operations.md, Mail."
        }
        Code::ProofExpired => {
            "Nothing: the customer asks for another letter. Links work once, and die with any change of \
             who can get in: admin events says what changed."
        }
        Code::MailUnavailable => {
            "Look at the reason above. If SES refuses the sender, check MAIL_FROM, its identity and the \
             sandbox; else it was slow or throttled, which passes."
        }
        Code::AccessDenied => "Nothing: the customer chose Cancel at Amazon.",
        Code::AccountDisabled => {
            "admin events says who disabled the account and when; admin enable opens it again."
        }
        Code::CrossSiteRequest => {
            "Nothing, if it is rare: an old tab. If a form of yours does it, see \
             docs/architecture.md, Forms."
        }
        Code::DirectRequest => {
            "The request did not come through CloudFront. If customers' do: compare the header that \
             CloudFront sends with ORIGIN_SECRET_SHA256, docs/deploying.md."
        }
        Code::LinkedElsewhere => {
            "That Amazon account opens another account: admin find --amazon-id shows which. Only if \
             the customer has proven to you that both are theirs: admin unlink there, admin link here."
        }
        Code::SignedInAsAnother => {
            "Nothing: the customer signs out first, then signs in with Amazon."
        }
        Code::LastWayIn => {
            "Nothing: the customer sets a password or links another Amazon account first."
        }
        Code::NotEmpty => {
            "The account holds something, or is older than MERGE_WITHIN_HOURS. Only if the customer has \
             proven to you that both are theirs: admin unlink here, admin link there."
        }
        Code::FreshProofRequired => {
            "Nothing: the page asks for the password, or for a sign-in with Amazon, and goes on."
        }
        Code::AddressNotProven => {
            "The account's address is known from Amazon alone, so no password is set. If you know the \
             customer's mailbox to be theirs, import the address as verified."
        }
        Code::TooManyIdentities => {
            "admin show lists the five; admin unlink makes room, if the customer asks for it."
        }
        Code::Interrupted => {
            "Nothing, if it is rare: a lost connection or a second tab. If many: the table or Amazon \
             were slow, see the warnings above."
        }
        Code::LinkExpired => "Nothing: the customer starts again with Login with Amazon.",
        Code::TooManyAttempts => {
            "Nothing: it passes in a quarter of an hour. If the customer did not try that often, \
             somebody else did: their account is protected. Many of these: see the alarms and WAF."
        }
        Code::AmazonUnavailable => {
            "Look at the reason above. If Amazon refuses this client, check its id, its secret and \
             the return URL; else Amazon was slow or down, which passes."
        }
        Code::ExistingAccountsUnavailable => {
            "Look at the reason above. If the site refuses our calls, its signing key is not ours; if its \
             answer is not understood, compare it with docs/hook.md; else it was slow or down."
        }
        Code::Unavailable => {
            "Look at the reason above, the table's throttles and the function's permissions; admin \
             doctor checks the table."
        }
        Code::ProofNotOffered => {
            "Nothing: the customer asked for something that this deployment does not offer."
        }
        Code::NotFound => {
            "Nothing, if it is rare: robots try addresses. If a page of yours leads there, mend its link."
        }
        Code::LinkRequired => {
            "Nothing: the app asks for the password of the account that was found, docs/apps.md."
        }
        Code::EmailTaken => {
            "Nothing: the customer signs in to the account that has the address; admin find --email \
             shows how it is opened."
        }
        Code::InvalidName | Code::InvalidEmail | Code::PasswordRefused => {
            "Nothing: the form says what is wrong, and the customer fills it in again."
        }
    }
}

/// About an outcome that is none.
pub(super) fn of_outcome(outcome: &str) -> &'static str {
    match outcome {
        "ok" | "allowed" => "Nothing.",
        "denied" => {
            "Nothing: nobody was signed in. If the customer says they were, look at admin sessions."
        }
        "unavailable" => "The table had no answer: look at its throttles and at the permissions.",
        _ => {
            "This version of the command does not know that outcome: use the one that is deployed."
        }
    }
}

/// Such an outcome in a sentence.
pub(super) fn summary(outcome: &str) -> &'static str {
    match outcome {
        "ok" => "it was answered as it should be",
        "allowed" => "the request was let through to the site's own function",
        "denied" => "the request was turned away: no live session",
        "unavailable" => "the authorizer had no answer, so API Gateway turned the request away",
        _ => "it ended in a way that is not documented",
    }
}
