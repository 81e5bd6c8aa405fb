//! Every row of the table; `laws` sweeps over all combinations.
#![expect(
    clippy::unnecessary_wraps,
    reason = "builders give what stands in the table, `Option` and all"
)]

use super::*;

mod laws;

const A: AccountId = AccountId::from_bytes([0xA; 16]);
const B: AccountId = AccountId::from_bytes([0xB; 16]);
const C: AccountId = AccountId::from_bytes([0xC; 16]);

const STANDINGS: [Standing; 5] = [
    Standing::Apart,
    Standing::Open,
    Standing::Changed,
    Standing::Closed,
    Standing::Joinable,
];

const KINDS: [ClaimKind; 5] = [
    ClaimKind::AmazonOnly,
    ClaimKind::Registered,
    ClaimKind::Import { verified: false },
    ClaimKind::Import { verified: true },
    ClaimKind::Mailbox,
];

fn known() -> Known {
    Known {
        identity: None,
        same_email: None,
        at_site: None,
        signed_in: None,
        intent: Intent::SignIn,
        mail: false,
        first_sign_in: FirstSignIn::Create,
    }
}

fn owned_by(account_id: AccountId) -> Option<Owner> {
    standing(account_id, Standing::Apart)
}

fn standing(account_id: AccountId, at_site: Standing) -> Option<Owner> {
    Some(Owner {
        account_id,
        active: true,
        at_site,
    })
}

fn disabled(account_id: AccountId, at_site: Standing) -> Option<Owner> {
    standing(account_id, at_site).map(|owner| Owner {
        active: false,
        ..owner
    })
}

fn held_by(account_id: AccountId, kind: ClaimKind, has_password: bool) -> Option<EmailHolder> {
    Some(EmailHolder {
        account_id,
        kind,
        has_password,
    })
}

#[test]
fn a_known_identity_signs_in_whatever_the_email_says() {
    for same_email in [
        None,
        held_by(B, ClaimKind::Mailbox, true),
        held_by(A, ClaimKind::AmazonOnly, false),
    ] {
        for signed_in in [None, Some(A)] {
            let known = Known {
                identity: owned_by(A),
                same_email,
                signed_in,
                ..known()
            };

            assert_eq!(decide(&known), Decision::SignIn(A));
        }
    }
}

#[test]
fn a_disabled_account_is_not_signed_in_to() {
    for at_site in STANDINGS {
        let known = Known {
            identity: disabled(A, at_site),
            ..known()
        };

        assert_eq!(decide(&known), Decision::Refuse(Refusal::AccountDisabled));
    }
}

#[test]
fn what_the_site_says_of_an_adopted_account_decides_whether_it_opens() {
    for (at_site, decision) in [
        (Standing::Open, Decision::SignIn(A)),
        (Standing::Changed, Decision::EndOldCredentials(A)),
        (Standing::Closed, Decision::Refuse(Refusal::AccountDisabled)),
        (Standing::Joinable, Decision::SignInAndOffer(A)),
    ] {
        for signed_in in [None, Some(A)] {
            let known = Known {
                identity: standing(A, at_site),
                signed_in,
                ..known()
            };

            assert_eq!(decide(&known), decision);
        }
    }
}

/// Threats: SPOOFED-ME-A
#[test]
fn an_account_of_the_site_with_that_email_is_linked_only_by_its_password_there() {
    let mut holders = vec![None];
    for kind in KINDS {
        for has_password in [false, true] {
            holders.push(held_by(A, kind, has_password));
        }
    }
    for same_email in holders {
        let with_password = Known {
            same_email,
            at_site: Some(AtSite { has_password: true }),
            ..known()
        };
        let without = Known {
            at_site: Some(AtSite {
                has_password: false,
            }),
            ..with_password.clone()
        };

        assert_eq!(decide(&with_password), Decision::ConfirmAtSite);
        assert_eq!(
            decide(&without),
            Decision::CreateAccount(NewClaim::LeaveAndExplain)
        );
    }
}

#[test]
fn an_identity_of_another_account_is_refused_and_never_moved() {
    for intent in [Intent::SignIn, Intent::Connect(B)] {
        let known = Known {
            identity: owned_by(A),
            signed_in: Some(B),
            intent,
            ..known()
        };

        assert_eq!(decide(&known), Decision::Refuse(Refusal::LinkedElsewhere));
    }
}

#[test]
fn a_signed_in_customer_who_asked_to_connect_is_asked_to_confirm() {
    let known = Known {
        signed_in: Some(B),
        intent: Intent::Connect(B),
        ..known()
    };

    assert_eq!(
        decide(&known),
        Decision::ConfirmLink {
            account_id: B,
            proof: Proof::Session
        }
    );
}

#[test]
fn a_connection_needs_a_session_of_that_very_account() {
    for signed_in in [None, Some(C)] {
        let known = Known {
            signed_in,
            intent: Intent::Connect(B),
            ..known()
        };

        assert_eq!(
            decide(&known),
            Decision::Refuse(Refusal::ConnectWithoutSession)
        );
    }
}

#[test]
fn a_new_amazon_account_arriving_while_signed_in_changes_nothing() {
    let known = Known {
        signed_in: Some(B),
        same_email: held_by(B, ClaimKind::Mailbox, true),
        ..known()
    };

    assert_eq!(decide(&known), Decision::Refuse(Refusal::SignedInAsAnother));
}

#[test]
fn an_account_with_that_email_and_a_password_is_linked_only_by_its_password() {
    for kind in KINDS {
        let known = Known {
            same_email: held_by(A, kind, true),
            ..known()
        };

        assert_eq!(
            decide(&known),
            Decision::ConfirmLink {
                account_id: A,
                proof: Proof::Password
            }
        );
    }
}

/// Threats: PH-1
#[test]
fn an_account_with_that_email_and_no_password_is_linked_only_by_its_mailbox() {
    for kind in [
        ClaimKind::Registered,
        ClaimKind::Import { verified: true },
        ClaimKind::Mailbox,
    ] {
        let with_mail = Known {
            same_email: held_by(A, kind, false),
            mail: true,
            ..known()
        };
        let without = Known {
            mail: false,
            ..with_mail.clone()
        };

        assert_eq!(
            decide(&with_mail),
            Decision::ConfirmLink {
                account_id: A,
                proof: Proof::Mailbox
            }
        );
        assert_eq!(
            decide(&without),
            Decision::CreateAccount(NewClaim::LeaveAndExplain)
        );
    }
}

#[test]
fn an_email_held_through_amazon_alone_stays_where_it_is() {
    for mail in [false, true] {
        let known = Known {
            same_email: held_by(A, ClaimKind::AmazonOnly, false),
            mail,
            ..known()
        };

        assert_eq!(decide(&known), Decision::CreateAccount(NewClaim::Leave));
    }
}

#[test]
fn a_customer_nobody_knows_gets_an_account_or_is_asked_first() {
    assert_eq!(decide(&known()), Decision::CreateAccount(NewClaim::Claim));

    let ask = Known {
        first_sign_in: FirstSignIn::Ask,
        ..known()
    };
    assert_eq!(decide(&ask), Decision::AskFirst);
}
