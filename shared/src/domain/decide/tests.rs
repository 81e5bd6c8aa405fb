//! Every row of the table, then a sweep over all combinations for the laws.
#![expect(
    clippy::unnecessary_wraps,
    reason = "builders give what stands in the table, `Option` and all"
)]

use super::*;

const A: AccountId = AccountId::from_bytes([0xA; 16]);
const B: AccountId = AccountId::from_bytes([0xB; 16]);
const C: AccountId = AccountId::from_bytes([0xC; 16]);

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

fn all() -> Vec<Known> {
    let mut identities = vec![None, owned_by(B)];
    for at_site in STANDINGS {
        identities.push(standing(A, at_site));
        identities.push(disabled(A, at_site));
    }
    let mut holders = vec![None];
    for account_id in [A, B] {
        for kind in KINDS {
            for has_password in [false, true] {
                holders.push(held_by(account_id, kind, has_password));
            }
        }
    }
    let site = [true, false].map(|has_password| Some(AtSite { has_password }));
    let mut all = Vec::new();
    for identity in identities {
        for &same_email in &holders {
            for at_site in [None, site[0], site[1]] {
                for signed_in in [None, Some(A), Some(B), Some(C)] {
                    for intent in [Intent::SignIn, Intent::Connect(A), Intent::Connect(B)] {
                        for mail in [false, true] {
                            for first_sign_in in [FirstSignIn::Create, FirstSignIn::Ask] {
                                all.push(Known {
                                    identity,
                                    same_email,
                                    at_site,
                                    signed_in,
                                    intent,
                                    mail,
                                    first_sign_in,
                                });
                            }
                        }
                    }
                }
            }
        }
    }
    all
}

/// The account that is signed in to, whatever else happens.
fn opened(decision: Decision) -> Option<AccountId> {
    match decision {
        Decision::SignIn(account_id) | Decision::SignInAndOffer(account_id) => Some(account_id),
        _ => None,
    }
}

/// Threats: SPOOFED-ME-A, SPOOFED-ME-B
#[test]
fn law_no_silent_link_and_no_way_in_but_the_identity() {
    for known in all() {
        if let Some(account_id) = opened(decide(&known)) {
            let owner = known.identity.filter(|it| it.account_id == account_id);
            assert!(owner.is_some_and(|owner| owner.active), "{known:?}");
            assert!(
                known
                    .signed_in
                    .is_none_or(|signed_in| signed_in == account_id),
                "{known:?}"
            );
        }
    }
}

#[test]
fn law_no_second_account_for_a_known_identity_or_a_signed_in_customer() {
    for known in all() {
        if matches!(
            decide(&known),
            Decision::CreateAccount(_) | Decision::AskFirst
        ) {
            assert_eq!((known.identity, known.signed_in), (None, None), "{known:?}");
        }
    }
}

#[test]
fn law_an_account_that_the_site_has_closed_or_changed_is_not_signed_in_to() {
    for known in all() {
        let refused = [Standing::Closed, Standing::Changed];
        if known
            .identity
            .is_some_and(|it| refused.contains(&it.at_site))
        {
            assert_eq!(opened(decide(&known)), None, "{known:?}");
        }
    }
}

#[test]
fn law_nobody_takes_an_email_that_the_site_knows() {
    for known in all() {
        match decide(&known) {
            Decision::ConfirmAtSite => {
                let has_password = known.at_site.is_some_and(|it| it.has_password);
                assert!(has_password, "{known:?}");
            }
            Decision::CreateAccount(claim) if known.at_site.is_some() => {
                assert_eq!(claim, NewClaim::LeaveAndExplain, "{known:?}");
            }
            Decision::AskFirst => assert_eq!(known.at_site, None, "{known:?}"),
            _ => {}
        }
    }
}

/// Threats: M1
#[test]
fn law_no_identity_is_ever_moved() {
    for known in all() {
        if matches!(
            decide(&known),
            Decision::ConfirmLink { .. } | Decision::ConfirmAtSite
        ) {
            assert_eq!(known.identity, None, "{known:?}");
        }
    }
}

#[test]
fn law_every_link_is_asked_for_with_a_proof_that_the_account_can_give() {
    for known in all() {
        match decide(&known) {
            Decision::ConfirmLink {
                account_id,
                proof: Proof::Session,
            } => {
                assert_eq!(known.signed_in, Some(account_id), "{known:?}");
                assert_eq!(known.intent, Intent::Connect(account_id), "{known:?}");
            }
            Decision::ConfirmLink {
                account_id,
                proof: Proof::Password,
            } => {
                let holder = known
                    .same_email
                    .filter(|holder| holder.account_id == account_id);
                assert!(
                    holder.is_some_and(|holder| holder.has_password),
                    "{known:?}"
                );
            }
            Decision::ConfirmLink {
                account_id,
                proof: Proof::Mailbox,
            } => {
                let holder = known
                    .same_email
                    .filter(|holder| holder.account_id == account_id);
                assert!(
                    known.mail && holder.is_some_and(|h| h.kind != ClaimKind::AmazonOnly),
                    "{known:?}"
                );
            }
            _ => {}
        }
    }
}

#[test]
fn law_an_email_that_is_held_is_never_claimed_again() {
    for known in all() {
        if decide(&known) == Decision::CreateAccount(NewClaim::Claim) {
            assert_eq!(known.same_email, None, "{known:?}");
        }
    }
}
