//! The store's behaviour as assertions, for any engine.
//!
//! Each claim is an async function that panics when it does not hold. Ids are drawn fresh, so that
//! all can run at once, again, and on a table that is in use. [`for_each_store_claim!`](crate::for_each_store_claim) lists them.
#![expect(
    clippy::missing_panics_doc,
    reason = "a claim panics when it does not hold"
)]

pub mod accounts;
pub mod addresses;
pub mod attempts;
pub mod changes;
pub mod codes;
pub mod connections;
pub mod fixtures;
pub mod limits;
pub mod links;
pub mod mailboxes;
pub mod merges;
pub mod operator;
pub mod passwords;
pub mod profiles;
pub mod proofs;
pub mod registrations;
pub mod sessions;
pub mod site_credentials;
pub mod sites;
pub mod ticket_answers;
pub mod ticket_sign_ins;
pub mod tickets;
pub mod undone_links;

/// Calls the macro `$test` with every claim, grouped: `group { claim claim … } …`. A claim is
/// `accounts::store::contract::group::claim(&store)`.
#[macro_export]
macro_rules! for_each_store_claim {
    ($test:ident) => {
        $test! {
            attempts {
                an_attempt_is_found_as_it_was_consumed
                of_many_deliveries_exactly_one_consumes_the_attempt
                a_repeated_delivery_of_our_own_put_is_first_again
                an_attempt_past_its_life_is_still_not_absent
                an_outcome_is_recorded_once_and_repeating_it_is_done
                only_the_request_that_consumed_an_attempt_finishes_it
                an_attempt_that_was_never_consumed_cannot_be_finished
                of_two_outcomes_at_once_one_is_recorded
            }
            accounts {
                a_new_account_is_found_with_everything_it_consists_of
                an_account_without_amazon_is_created_too
                of_many_creations_for_one_identity_exactly_one_leaves_an_account
                of_two_identities_with_one_address_only_one_gets_it
                of_two_accounts_with_one_site_id_only_one_is_created
                creating_again_what_was_created_is_created
                a_refused_creation_leaves_nothing_behind
                a_creation_refused_for_its_address_succeeds_without_it
                no_account_is_created_for_an_attempt_that_was_closed
                a_closed_attempt_is_told_before_a_taken_identity
                parts_that_do_not_belong_together_are_refused
            }
            registrations {
                of_many_deliveries_of_one_form_exactly_one_makes_the_account
                an_account_that_was_deleted_is_not_made_again_under_its_id
                a_claim_that_amazon_brought_goes_to_a_registration
                displacing_again_what_was_displaced_is_done
                of_many_registrations_with_one_displaced_address_exactly_one_gets_it
                only_the_very_claim_that_was_read_is_displaced
                an_account_that_changed_since_it_was_read_loses_nothing
                only_the_holders_own_claim_through_amazon_is_displaced
            }
            passwords {
                a_renewed_password_replaces_the_verified_one_and_nothing_else
                a_password_that_changed_meanwhile_is_not_renewed
                of_two_renewals_at_once_one_is_kept
                an_account_that_is_not_there_is_not_made_by_a_renewal
            }
            profiles {
                a_profile_is_copied_where_it_differs
                what_amazon_no_longer_shares_is_kept
                what_did_not_come_from_amazon_is_kept
                a_stale_profile_changes_nothing
                a_use_of_an_identity_is_noted_once_a_day
            }
            changes {
                every_change_does_what_it_says_and_raises_version_and_epoch
                what_a_change_gives_up_is_free_again
                a_deleted_account_keeps_no_personal_data_but_the_sites_id
                the_acting_session_goes_on_as_another
                a_session_that_was_ended_or_renewed_changes_nothing
                the_last_way_in_is_not_unlinked
                of_many_changes_of_what_was_read_once_exactly_one_is_made
                changing_again_what_was_changed_is_done
                an_account_that_changed_since_it_was_read_is_not_changed
                a_change_of_foreign_parts_is_refused
            }
            merges {
                merging_moves_the_identity_and_closes_the_empty_account
                of_many_merges_of_what_was_read_once_exactly_one_is_made
                merging_again_what_was_merged_is_done
                an_account_that_changed_since_it_was_read_is_not_merged
                a_full_or_closed_account_takes_nothing_in
                a_merge_by_a_session_that_ended_moves_nothing
                a_merge_of_foreign_parts_is_refused
            }
            addresses {
                a_change_of_address_keeps_the_one_before
                an_address_that_is_kept_for_the_account_is_taken_back
                an_address_that_is_the_accounts_own_is_proven
                an_address_that_another_account_holds_is_not_taken
                an_address_is_not_changed_by_a_session_that_ended
                an_address_is_given_back_once
            }
            mailboxes {
                a_proof_is_found_as_it_was_put
                a_proof_survives_being_put_twice_and_gives_way_to_no_other
                a_reset_takes_the_account_over
                of_many_uses_of_a_proof_exactly_one_changes_the_account
                changing_again_by_the_same_use_of_a_proof_is_done
                a_proof_that_is_closed_changes_nothing
                an_account_that_changed_since_it_was_read_is_not_changed_by_a_proof
                a_change_by_a_proof_of_foreign_parts_is_refused
            }
            undone_links {
                an_undone_link_is_gone_and_the_password_stays
                a_later_link_is_not_undone_by_an_earlier_letter
            }
            operator {
                an_operators_change_does_what_it_says_and_raises_version_and_epoch
                an_operator_does_not_take_an_identity_from_another_account
                of_many_operators_changes_exactly_one_is_made
                an_operators_change_made_again_is_done
                an_operator_changes_no_account_that_is_not_as_it_was_read
                an_operators_change_of_foreign_parts_is_refused
                an_account_is_found_by_the_sites_id
                an_audit_trail_is_read_page_by_page_in_order
                what_a_deleted_account_leaves_is_swept_up
                an_account_that_lives_is_not_swept
            }
            sessions {
                a_session_is_found_with_its_owner
                a_session_that_is_absent_or_has_no_account_is_nobodys
                a_session_survives_being_put_twice_and_gives_way_to_no_other
                a_touch_moves_last_seen_on_and_never_back
                a_touch_does_not_bring_an_ended_session_back
                of_two_touches_at_once_one_is_written
                ending_a_session_ends_it_and_no_other
                a_renewed_session_is_told_and_stays_marked
                ending_another_session_ends_it_once
                all_sessions_of_an_account_and_no_others_are_listed
                a_known_browser_is_found_with_its_account
                a_browser_of_an_older_epoch_does_not_replace_a_newer
                the_oldest_browsers_are_forgotten
            }
            sites {
                an_adopted_account_is_found_by_the_sites_id_alone
                of_many_adoptions_of_one_id_exactly_one_is_made
                an_account_that_was_deleted_gives_its_place_to_who_has_read_that
                adopting_by_a_link_writes_everything_once
                an_identity_that_opens_an_account_adopts_no_other
                a_closed_ticket_adopts_nobody
                an_account_is_given_the_sites_id_once
                the_sites_id_goes_to_one_account_as_it_was_read
                only_an_account_that_the_identity_opens_is_given_the_sites_id
                an_adoption_of_foreign_parts_is_refused
            }
            site_credentials {
                changed_credentials_end_what_was_before_once
                credentials_are_noted_where_none_were
                linking_by_the_sites_password_notes_its_credentials
            }
            tickets {
                a_ticket_is_found_as_it_was_put
                a_ticket_survives_being_put_twice_and_gives_way_to_no_other
                tries_never_exceed_five_however_many_come_at_once
                a_try_on_an_expired_ticket_is_refused_although_it_still_lies_there
                a_try_on_an_unknown_ticket_is_refused
                a_try_on_a_used_ticket_shows_how_it_was_used
            }
            links {
                linking_writes_everything_and_raises_the_epoch
                of_many_uses_of_a_ticket_exactly_one_links
                of_two_tickets_of_one_identity_exactly_one_links
                two_identities_at_once_do_not_both_link_to_what_was_read_once
                linking_again_what_was_linked_is_done
                a_ticket_of_another_epoch_does_not_link
                an_account_that_changed_since_it_was_read_is_not_linked
                a_sixth_identity_is_not_linked
                an_expired_or_tried_out_ticket_does_not_link
                an_identity_that_opens_another_account_is_not_moved
                a_link_of_foreign_parts_is_refused
                a_disabled_account_is_neither_linked_nor_signed_in_to
            }
            codes {
                a_code_takes_the_place_of_the_one_before
                a_closed_ticket_takes_no_code
                a_link_that_takes_over_leaves_nothing_of_before
                an_account_is_not_taken_over_without_need
            }
            connections {
                a_renewed_session_gives_way_to_its_successor
                of_many_renewals_of_a_session_exactly_one_is_made
                renewing_again_what_was_renewed_is_done
                a_session_that_is_not_there_is_not_renewed
                a_connection_puts_another_session_in_the_place_of_the_acting_one
                a_connection_by_a_session_that_ended_links_nothing
                a_connection_by_another_session_than_the_tickets_is_refused
            }
            ticket_answers {
                an_answer_creates_everything_and_uses_the_ticket
                of_many_answers_to_a_ticket_exactly_one_creates
                of_two_tickets_of_one_identity_one_creates
                a_ticket_that_is_closed_creates_nothing
                an_answer_that_claims_a_taken_address_creates_nothing
                an_answer_of_foreign_parts_is_refused
            }
            ticket_sign_ins {
                signing_in_by_a_ticket_links_nothing_and_happens_once
                signing_in_by_a_ticket_needs_the_epoch_and_the_identity
            }
            proofs {
                a_proof_creates_everything_and_is_used
                of_many_uses_of_a_proof_exactly_one_creates
                of_two_proofs_of_one_address_one_creates
                a_proof_takes_a_claim_that_amazon_brought
                an_account_that_changed_since_it_was_read_does_not_give_way
                a_proof_that_is_used_expired_or_unknown_creates_nothing
                a_proof_of_another_address_or_session_is_refused
            }
            limits {
                a_counter_counts_up_to_its_bound
                of_many_counts_at_once_no_more_than_the_bound_are_within
                taking_back_makes_room_and_never_goes_below_zero
                a_bound_of_zero_lets_nothing_through
                counters_of_other_windows_and_kinds_are_their_own
            }
        }
    };
}
