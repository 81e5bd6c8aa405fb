//! A first sign-in that is asked about: whether there is an account already, or one is to be made.
//! And "not me" on the link page, which makes one, too, beside the account that was found.

mod at_site;

use self::at_site::Made;
use super::{
    Clock, Context, MAX_ROUNDS, Random,
    confirm_link::{self, Confirmation, Confirmed, Proven, Question},
    connect::Answer,
    devices,
    password_sign_in::{self, PasswordSignIn},
    session,
};
use crate::{
    domain::{
        Account, AccountStatus, AuthMethod, Claim, ClaimKind, EmailAddress, Event, EventKind,
        Identity, Intent, Proof, Secret, Session, SessionToken, Ticket, TicketUse,
        decide::{Decision, EmailHolder, FirstSignIn, Known, NewClaim, decide},
    },
    existing::ExistingAccounts,
    password::Passwords,
    problem::Code,
    store::{CreateOutcome, NewAccount, Store, StoreError, Tried, UsedTicket},
};

/// Makes an account for the Amazon account of an open question, at most once per ticket.
///
/// Asked at a first sign-in, it gets the address that Amazon shows, if that is free. As "not me", it
/// leaves the address with the account that was found. If somebody else was faster with the same Amazon
/// account, they are signed in to that one's. Where the site keeps the accounts it is made there first,
/// without the address.
pub async fn create<S: Store, E: ExistingAccounts, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    existing: &E,
    answer: Answer<'_>,
) -> Result<Confirmed, StoreError> {
    for _ in 0..MAX_ROUNDS {
        let ticket = match confirm_link::find_question(cx, answer.secret, answer.held).await? {
            Question::Open(ticket) => *ticket,
            Question::Answered(answered) => return Ok(Confirmed::Answered(answered)),
            Question::Closed => return Ok(Confirmed::Failed(Code::LinkExpired)),
        };
        let offered = match ticket.proof {
            // Where the site keeps the accounts nobody is asked: they are made at the sign-in.
            Proof::Choice => !existing.are_kept(),
            Proof::Password => existing.are_kept() || ticket.at_site.is_none(),
            Proof::Mailbox => true,
            Proof::Session => false,
        };
        if !offered {
            return Ok(Confirmed::Failed(Code::ProofNotOffered));
        }
        if let Some(account) = find_opened(cx, &ticket).await? {
            let proven = Proven::new(cx, answer, ticket.about(&account));
            return proven.link(account).await;
        }
        let account = if existing.are_kept() {
            match at_site::make(cx, existing, &ticket).await? {
                Made::Account(account) => *account,
                Made::Opened => continue,
                Made::Failed(code) => return Ok(Confirmed::Failed(code)),
            }
        } else {
            let Some(claim) = may_claim(cx, &ticket).await? else {
                // An account with this address turned up: starting again asks for its proof.
                return Ok(Confirmed::Failed(Code::Interrupted));
            };
            new_account(cx, &ticket, claim)
        };
        let begun = begin(cx, answer, ticket, account);
        match cx.store.create_by_ticket(&begun.new, &begun.used).await? {
            CreateOutcome::Created => {
                tracing::info!(account.id = %begun.new.account.id, "account created");
                session::end_held(cx, answer.held, &begun.token).await?;
                return Ok(Confirmed::SignedIn {
                    token: begun.token,
                    account_id: begun.new.account.id,
                    device: begun.device,
                    return_to: begun.used.ticket.return_to,
                    linked: None,
                });
            }
            // Somebody else's write went through: looked at again.
            CreateOutcome::TicketClosed
            | CreateOutcome::ProofClosed
            | CreateOutcome::IdentityTaken
            | CreateOutcome::AccountThere
            | CreateOutcome::EmailTaken
            | CreateOutcome::ExternalIdTaken
            | CreateOutcome::AttemptClosed
            | CreateOutcome::HolderChanged => {}
        }
    }
    tracing::error!("a first sign-in found the table changing under it again and again");
    Ok(Confirmed::Failed(Code::Unavailable))
}

/// The account that the Amazon account opens by now.
async fn find_opened<S: Store, C, R>(
    cx: &Context<S, C, R>,
    ticket: &Ticket,
) -> Result<Option<Account>, StoreError> {
    let user_id = &ticket.profile.user_id;
    let Some(identity) = cx.store.find_identity(user_id).await? else {
        return Ok(None);
    };
    let (account, _) = cx.store.find_account(identity.account_id, None).await?;
    Ok(account.filter(|account| account.identities.contains(user_id)))
}

/// What a new account does with the address that Amazon shows; none if another account has to be
/// proven first.
async fn may_claim<S: Store, C, R>(
    cx: &Context<S, C, R>,
    ticket: &Ticket,
) -> Result<Option<NewClaim>, StoreError> {
    if matches!(ticket.proof, Proof::Password | Proof::Mailbox) {
        return Ok(Some(NewClaim::Leave));
    }
    let claim = match &ticket.profile.email {
        Some(email) => cx.store.find_claim(email.normalised()).await?,
        None => None,
    };
    let same_email = match claim {
        Some(claim) => {
            let (account, _) = cx.store.find_account(claim.account_id, None).await?;
            account.map(|account| EmailHolder {
                account_id: account.id,
                kind: claim.kind,
                has_password: account.password.is_some(),
            })
        }
        None => None,
    };
    let known = Known {
        identity: None,
        same_email,
        at_site: None,
        signed_in: None,
        intent: Intent::SignIn,
        mail: cx.policy.mail,
        first_sign_in: FirstSignIn::Create,
    };
    Ok(match decide(&known) {
        Decision::CreateAccount(claim) => Some(claim),
        _ => None,
    })
}

/// A new account with what its customer holds afterwards.
struct Begun {
    new: NewAccount,
    used: UsedTicket,
    token: SessionToken,
    device: Option<Secret>,
}

/// An account of the Amazon account that asks.
fn new_account<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    ticket: &Ticket,
    claim: NewClaim,
) -> Account {
    let profile = &ticket.profile;
    Account {
        id: cx.random.account_id(),
        version: NewAccount::FIRST_VERSION,
        epoch: NewAccount::FIRST_EPOCH,
        status: AccountStatus::Active,
        created_at: cx.clock.now(),
        external_id: None,
        credential_version: None,
        merged_into: None,
        address_held_until: None,
        name: profile.name.clone(),
        postal_code: profile.postal_code.clone(),
        identities: vec![profile.user_id.clone()],
        claim: (profile.email.clone())
            .filter(|_| claim == NewClaim::Claim)
            .map(|email| Claim {
                email,
                kind: ClaimKind::AmazonOnly,
            }),
        password: None,
    }
}

fn begin<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    answer: Answer<'_>,
    ticket: Ticket,
    account: Account,
) -> Begun {
    let now = cx.clock.now();
    let mark = cx.random.secret();
    let profile = &ticket.profile;
    let token = Ticket::session_token(answer.secret, &mark, account.id);
    let life = cx.policy.session_life;
    let session = Session::begin(&token, account.epoch, AuthMethod::Amazon, now, life)
        .with_user_agent(answer.holder.user_agent());
    let (device, device_cookie) = devices::seen(cx, account.epoch, answer.holder);
    let user_id = Some(profile.user_id.clone());
    let ticket_use = TicketUse {
        mark,
        session_ref: session.session_ref,
    };
    let new = NewAccount {
        identity: Some(Identity::first_seen(profile, account.id, now)),
        event: Event::new(EventKind::CreatedByAmazon, now, cx.random.bytes(), user_id),
        session: Some(session),
        device,
        attempt: None,
        account,
    };
    Begun {
        new,
        used: UsedTicket {
            ticket,
            ticket_use,
            now,
        },
        token,
        device: device_cookie,
    }
}

/// "I already have an account": its e-mail and password.
#[derive(Clone, Copy, Debug)]
pub struct OwnAccount<'a> {
    /// The address.
    pub email: &'a EmailAddress,
    /// The password, byte by byte as received.
    pub password: &'a [u8],
    /// Where the request came from.
    pub source: &'a str,
}

/// Links the Amazon account of an open question to the account whose password is right, at most once
/// per ticket. Tries are counted on the ticket, and like any guess at the sign-in page; known and
/// unknown addresses cost the same.
pub async fn link<S: Store, E: ExistingAccounts, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    existing: &E,
    answer: Answer<'_>,
    own: OwnAccount<'_>,
) -> Result<Confirmed, StoreError> {
    let ticket = match confirm_link::find_question(cx, answer.secret, answer.held).await? {
        Question::Open(ticket) => *ticket,
        Question::Answered(answered) => return Ok(Confirmed::Answered(answered)),
        Question::Closed => return Ok(Confirmed::Failed(Code::LinkExpired)),
    };
    match ticket.proof {
        Proof::Choice => {}
        // An address beside the password of the account that was found changes nothing.
        Proof::Password => {
            let confirmation = Confirmation {
                secret: answer.secret,
                password: own.password,
                held: answer.held,
                holder: answer.holder,
            };
            return confirm_link::confirm(cx, passwords, existing, confirmation).await;
        }
        Proof::Mailbox | Proof::Session => return Ok(Confirmed::Failed(Code::ProofNotOffered)),
    }
    let ticket = match cx.store.count_try(ticket.key, cx.clock.now()).await? {
        Tried::Counted(ticket) => ticket,
        Tried::Closed(_) => return confirm_link::closed(cx, answer).await,
    };
    let guess = PasswordSignIn {
        email: own.email,
        password: own.password,
        held: None,
        holder: answer.holder,
        source: own.source,
    };
    match password_sign_in::find_account(cx, passwords, &guess).await? {
        Ok((account, _)) if !account.is_active() => Ok(Confirmed::Failed(Code::AccountDisabled)),
        Ok((account, _)) => {
            let proven = Proven::new(cx, answer, ticket.about(&account));
            proven.link(account).await
        }
        Err(Code::WrongPassword) => Ok(Confirmed::WrongPassword(Box::new(ticket))),
        Err(code) => Ok(Confirmed::Failed(code)),
    }
}
