//! What holds whatever is known: a sweep over all combinations.

use super::*;

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
