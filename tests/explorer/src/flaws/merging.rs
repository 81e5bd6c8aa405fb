//! Each condition of a merge, left out.

use accounts::store::memory::Flaw;

use super::caught;
use crate::{
    owner::Own,
    races::anything,
    scenario::{Action, ChangeTo, KAY, RIGHT, token, town_with_empty_kay},
};

const fn merge() -> Own {
    Own::Merge(RIGHT)
}

#[test]
fn an_empty_account_merged_unread_brings_back_what_was_deleted_meanwhile() {
    caught(
        Flaw::MergedUnread,
        "I",
        town_with_empty_kay(),
        vec![
            Action::Own(token(KAY), merge()),
            Action::Change(KAY, ChangeTo::Delete),
        ],
        anything,
    );
}

/// Threats: PH-2, ASVS-7.4.1
#[test]
fn an_empty_account_merged_by_a_session_that_was_signed_out_is_a_link_without_proof() {
    caught(
        Flaw::MergedUnseen,
        "I3",
        town_with_empty_kay(),
        vec![
            Action::Own(token(KAY), merge()),
            Action::SignOut(token(KAY)),
        ],
        anything,
    );
}
