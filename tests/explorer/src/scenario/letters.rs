//! Towns in which letters were sent: each has a link, by number.

use accounts::{
    config::{Brand, PublicUrl},
    domain::{
        ClaimKind, EmailAddress, EmailClaim, Epoch, Identity, MailboxProof, MailedCode, PersonName,
        Purpose, Registration, ReturnTo, Secret, Ticket, Timestamp,
    },
    mail::{Letters, NoMail},
    pages::Language,
    store::memory::Items,
};

use crate::registration::form_secret;

use super::{
    ALICE, BOB, CHANGED, HASHES, KIMS_ADDRESS, NOW, asking, fresh, profile, ticket_secret, town,
    town_with_kay, user_id,
};

/// Sets Alice's password.
pub(crate) const RESET: u8 = 1;
/// The same, by another letter.
pub(crate) const RESET_AGAIN: u8 = 2;
/// Makes Kim's address Alice's.
pub(crate) const MOVE: u8 = 3;
/// Unlinks the Amazon account of `bob` from Bob's account.
pub(crate) const UNLINK_BOB: u8 = 4;
/// Gives Alice the address back that she had before.
pub(crate) const RESTORE: u8 = 5;

/// Finishes Kim's registration, which was begun in the browser of form 1.
pub(crate) const REGISTER: u8 = 6;
/// The same, by another letter.
pub(crate) const REGISTER_AGAIN: u8 = 7;
/// Finishes a registration of Alice's address, which somebody began before she had an account.
pub(crate) const REGISTER_ALICES: u8 = 8;

/// Unlinks the Amazon account of `ann` from Alice's account.
pub(crate) const UNLINK_ANN: u8 = 9;
/// Makes an address Alice's that nobody has.
pub(crate) const MOVE_ON: u8 = 10;

/// The address that Alice had before.
pub(crate) const BEFORE: &str = "kim@example.com";

/// Nobody gets letters: what they say is not what races.
pub(crate) fn letters() -> Letters<'static, NoMail> {
    static BRAND: Brand = Brand::PLAIN;
    static URL: std::sync::LazyLock<PublicUrl> =
        std::sync::LazyLock::new(|| "https://shop.example".parse().unwrap());
    Letters::new(&NoMail, &URL, &BRAND, Language::default())
}

/// What the link of the letter with this number carries.
pub(crate) fn proof_secret(number: u8) -> Secret {
    Secret::from_bytes([0x90 + number; 32])
}

fn send(items: &mut Items, number: u8, purpose: Purpose) {
    let proof = MailboxProof {
        key: proof_secret(number).digest(),
        purpose,
        expires_at: Timestamp::from_unix_seconds(NOW + MailboxProof::RESET_LIFE_S),
        used: None,
    };
    items.proofs.insert(proof.key, proof);
}

/// The town, where `ann` opens Alice's account, too, and everybody has just proven who they are. Letters
/// were sent: two for a forgotten password, one to Kim's address and one to another, and two that undo a
/// link, of Alice's and of Bob's.
pub(crate) fn town_with_letters() -> Items {
    with_letters(fresh(town()))
}

/// The same, where an Amazon account came first under Kim's address.
pub(crate) fn town_with_letters_and_kay() -> Items {
    with_letters(fresh(town_with_kay()))
}

fn with_letters(mut items: Items) -> Items {
    let long_ago = Timestamp::from_unix_seconds(0);
    let ann = Identity::first_seen(&profile("ann"), ALICE, long_ago);
    items.identities.insert(ann.user_id.clone(), ann);
    if let Some(alice) = items.accounts.get_mut(&ALICE) {
        alice.identities = vec![user_id("ann")];
    }
    let (account_id, epoch) = (ALICE, Epoch(1));
    for number in [RESET, RESET_AGAIN] {
        send(&mut items, number, Purpose::Reset { account_id, epoch });
    }
    for (number, email) in [(MOVE, KIMS_ADDRESS), (MOVE_ON, "alice@elsewhere.example")] {
        let moving = Purpose::NewAddress {
            account_id,
            epoch,
            email: EmailAddress::parse(email).unwrap(),
        };
        send(&mut items, number, moving);
    }
    for (number, account_id, who) in [(UNLINK_ANN, ALICE, "ann"), (UNLINK_BOB, BOB, "bob")] {
        let undoing = Purpose::UndoLink {
            account_id,
            user_id: user_id(who),
            linked_at: long_ago,
        };
        send(&mut items, number, undoing);
    }
    items
}

/// The code that was mailed for the question with number 1.
pub(crate) const CODE: &str = "12345678";

/// The town with an open question of `eve`, for which a code was mailed to Alice's mailbox.
pub(crate) fn asking_with_a_code() -> Items {
    let mut items = asking(&[(1, "eve")]);
    let secret = ticket_secret(1);
    if let Some(ticket) = items.tickets.get_mut(&secret.digest()) {
        ticket.mailed = Some(MailedCode {
            digest: Ticket::digest_of_code(&secret, CODE),
            sent: 1,
        });
    }
    items
}

/// The same in the town with letters.
pub(crate) fn letters_and_a_code() -> Items {
    Items {
        tickets: asking_with_a_code().tickets,
        ..town_with_letters()
    }
}

/// The same, where nobody had proven that mailbox, and whoever registered with it let `ann` open the account.
pub(crate) fn unproven_with_a_code() -> Items {
    let mut items = letters_and_a_code();
    if let Some(alice) = items.accounts.get_mut(&ALICE)
        && let Some(claim) = &mut alice.claim
    {
        claim.kind = ClaimKind::Registered;
        if let Some(there) = items.claims.get_mut(claim.email.normalised()) {
            there.kind = ClaimKind::Registered;
        }
    }
    items
}

/// The town with letters, where Alice's address was changed a while ago: the one before, which Kim's Amazon
/// account shows, is kept for her. `ann` was linked before, and `eve` since.
pub(crate) fn town_with_an_address_given_up() -> Items {
    let mut items = town_with_letters();
    let since = Timestamp::from_unix_seconds(NOW - 1_000);
    let eve = Identity::first_seen(&profile("eve"), ALICE, since);
    let before = EmailAddress::parse(BEFORE).unwrap();
    let held = EmailClaim {
        email: before.normalised().clone(),
        account_id: ALICE,
        kind: ClaimKind::Held,
    };
    items.claims.insert(held.email.clone(), held);
    if let Some(alice) = items.accounts.get_mut(&ALICE) {
        alice.identities.push(eve.user_id.clone());
        // It was changed a day ago.
        let until = NOW - 86_400 + MailboxProof::UNDO_LIFE_S;
        alice.address_held_until = Some(Timestamp::from_unix_seconds(until));
    }
    items.identities.insert(eve.user_id.clone(), eve);
    let undoing = Purpose::UndoAddress {
        account_id: ALICE,
        email: before,
    };
    send(&mut items, RESTORE, undoing);
    items
}

/// Registrations wait in it: two of Kim's address and one of Alice's, all with the password that somebody
/// chose in the browser of form 1.
pub(crate) fn with_registrations(mut items: Items) -> Items {
    for (number, email) in [
        (REGISTER, KIMS_ADDRESS),
        (REGISTER_AGAIN, KIMS_ADDRESS),
        (REGISTER_ALICES, "alice@example.com"),
    ] {
        let registration = Registration {
            email: EmailAddress::parse(email).unwrap(),
            name: PersonName::parse("Kim").unwrap(),
            password: HASHES[CHANGED].clone(),
            form: form_secret(1).map(|form| form.digest()),
            return_to: ReturnTo::home(),
        };
        send(&mut items, number, Purpose::Register(registration));
    }
    items
}
