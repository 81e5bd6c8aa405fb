//! Towns with open questions.

use accounts::{
    domain::{AccountId, Epoch, Proof, ReturnTo, Ticket, Timestamp},
    store::memory::Items,
};

use super::{ALICE, NOW, fresh, profile, ticket_secret, token, town, town_of_two_browsers};

/// The town of two browsers with open tickets of Alice's first session: may the Amazon account of
/// `who` be connected?
pub(crate) fn connecting(tickets: &[(u8, &str)]) -> Items {
    let mut items = fresh(town_of_two_browsers());
    for (key, ticket) in asking(tickets).tickets {
        let by_session = Ticket {
            proof: Proof::Session,
            session: Some(token(ALICE).session_ref().digest),
            ..ticket
        };
        items.tickets.insert(key, by_session);
    }
    items
}

/// The town, where the site asks at a first sign-in: open tickets of people whom it does not know.
pub(crate) fn choosing(tickets: &[(u8, &str)]) -> Items {
    let mut items = town();
    for (key, ticket) in asking(tickets).tickets {
        let choice = Ticket {
            account_id: AccountId::from_bytes([0xCC; 16]),
            proof: Proof::Choice,
            ..ticket
        };
        items.tickets.insert(key, choice);
    }
    items
}

/// The town with an open ticket: may the Amazon account of `who` open Alice's account?
pub(crate) fn asking(tickets: &[(u8, &str)]) -> Items {
    let mut items = town();
    for (number, who) in tickets {
        let ticket = Ticket {
            key: ticket_secret(*number).digest(),
            account_id: ALICE,
            epoch: Epoch(1),
            at_site: None,
            profile: profile(who),
            proof: Proof::Password,
            session: None,
            return_to: ReturnTo::home(),
            tries: 0,
            mailed: None,
            expires_at: Timestamp::from_unix_seconds(NOW + Ticket::LIFE_S),
            used: None,
        };
        items.tickets.insert(ticket.key, ticket);
    }
    items
}
