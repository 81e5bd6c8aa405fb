//! Every condition and update, each in one place. Names are always placeholders (`#name`), so no
//! reserved word can break a call; [`names`] and [`values`] give exactly those that a call uses,
//! because DynamoDB refuses unused ones.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::domain::Timestamp;

/// Nothing lies at this key, expired or not.
pub(super) const ABSENT: &str = "attribute_not_exists(#pk)";

/// An attempt is being worked on, by the request that drew this nonce.
pub(super) const ATTEMPT_PENDING: &str =
    "attribute_exists(#pk) AND #nonce = :nonce AND attribute_not_exists(#outcome)";
/// Records how an attempt ended.
pub(super) const FINISH_ATTEMPT: &str = "SET #outcome = :outcome";

/// A ticket can take another try.
pub(super) const TICKET_TAKES_TRY: &str = "attribute_exists(#pk) AND attribute_not_exists(#mark) \
     AND #tries < :max_tries AND #ends_at > :now";
/// Counts a try.
pub(super) const COUNT_TRY: &str = "SET #tries = #tries + :one";
/// A ticket can take another try, and another code.
pub(super) const TICKET_TAKES_CODE: &str = "attribute_exists(#pk) AND attribute_not_exists(#mark) \
     AND #tries < :max_tries AND #ends_at > :now \
     AND (attribute_not_exists(#codes_sent) OR #codes_sent < :max_codes)";
/// Keeps a code that is about to be mailed.
pub(super) const PUT_CODE: &str =
    "SET #code = :code, #codes_sent = if_not_exists(#codes_sent, :zero) + :one";
/// A ticket whose last try was counted can still be used, once.
pub(super) const TICKET_USABLE: &str = "attribute_exists(#pk) AND attribute_not_exists(#mark) \
     AND #tries <= :max_tries AND #ends_at > :now";
/// Marks a ticket used, or a proof by which a session begins.
pub(super) const USE_TICKET: &str = "SET #mark = :mark, \
     #used_session = :used_session, #used_account = :used_account";

/// A proof of a mailbox can still be used, once.
pub(super) const PROOF_USABLE: &str =
    "attribute_exists(#pk) AND attribute_not_exists(#mark) AND #ends_at > :now";
/// Marks a proof used; no session begins.
pub(super) const USE_PROOF: &str = "SET #mark = :mark";
/// The account is as it was read, open, has room, and is not linked to this Amazon account yet.
pub(super) const ACCOUNT_LINKABLE: &str = "#version = :version AND #epoch = :epoch \
     AND #status = :active AND size(#identities) < :max_identities \
     AND NOT contains(#identities, :user_id)";
/// Ties an Amazon account and ends every session, ticket and device of before.
pub(super) const LINK_ACCOUNT: &str = "SET #identities = list_append(#identities, :added), \
     #version = #version + :one, #epoch = #epoch + :one";
/// The account is as it was read, open, and not linked to this Amazon account yet, however many it has.
pub(super) const ACCOUNT_TO_TAKE_OVER: &str = "#version = :version AND #epoch = :epoch \
     AND #status = :active AND NOT contains(#identities, :user_id)";
/// Lets one Amazon account open it in place of all that did, by a proof of the mailbox.
pub(super) const TAKE_OVER: &str = "SET #identities = :added, #claim_kind = :mailbox, \
     #version = #version + :one, #epoch = #epoch + :one REMOVE #password";
/// The account is open, its credentials are those that were read, this Amazon account opens it.
pub(super) const ACCOUNT_OPENED_BY: &str =
    "#epoch = :epoch AND #status = :active AND contains(#identities, :user_id)";
/// The account is as it was read.
pub(super) const ACCOUNT_UNCHANGED: &str = "#version = :version AND #status = :active";
/// The account is as it was read, open or not.
pub(super) const ACCOUNT_AS_READ: &str = "#version = :version AND #epoch = :epoch";
/// The same, and besides this Amazon account another one or a password opens it.
pub(super) const ACCOUNT_UNLINKABLE: &str = "#version = :version AND #epoch = :epoch \
     AND contains(#identities, :user_id) AND (size(#identities) > :one \
     OR (attribute_exists(#password) AND attribute_exists(#claim_kind) \
     AND #claim_kind <> :amazon_only))";
/// Ends every session, ticket and device of before.
pub(super) const RAISE_EPOCH: &str = "SET #version = #version + :one, #epoch = #epoch + :one";
/// The same, and closes the account.
pub(super) const DISABLE_ACCOUNT: &str = "SET #status = :disabled, \
     #version = #version + :one, #epoch = #epoch + :one";
/// The account is as it was read, and closed.
pub(super) const ACCOUNT_CLOSED: &str = "#version = :version AND #epoch = :epoch \
     AND #status = :disabled";
/// The same, and opens the account again.
pub(super) const ENABLE_ACCOUNT: &str = "SET #status = :active, \
     #version = #version + :one, #epoch = #epoch + :one";
/// The account is as it was read, and this Amazon account opens it, and that one does not.
pub(super) const ACCOUNT_RELINKABLE: &str = "#version = :version AND #epoch = :epoch \
     AND contains(#identities, :user_id) AND NOT contains(#identities, :new_user_id)";
/// The same with another password.
pub(super) const SET_PASSWORD: &str = "SET #password = :password, \
     #version = #version + :one, #epoch = #epoch + :one";
/// The same by whoever proved the mailbox, with the identities that were kept.
pub(super) const RESET_PASSWORD: &str = "SET #password = :password, #identities = :identities, \
     #claim_kind = :mailbox, #version = #version + :one, #epoch = #epoch + :one";
/// Gives the account another address, whose mailbox was proven; ends what was before.
pub(super) const CHANGE_ADDRESS: &str = "SET #email = :email, #claim_kind = :mailbox, \
     #version = #version + :one, #epoch = #epoch + :one";
/// The same, and keeps the one before for a while.
pub(super) const CHANGE_ADDRESS_HOLDING: &str = "SET #email = :email, #claim_kind = :mailbox, \
     #address_held_until = :held_until, #version = #version + :one, #epoch = #epoch + :one";
/// Gives the account its address of before back, and takes away what may have come in since.
pub(super) const RESTORE_ADDRESS: &str = "SET #email = :email, #claim_kind = :mailbox, \
     #identities = :identities, #version = #version + :one, #epoch = #epoch + :one \
     REMOVE #password, #address_held_until";
/// The claim was this account's, and is kept for it.
pub(super) const HELD_FOR_ACCOUNT: &str = "#account_id = :account_id AND #claim_kind = :held";
/// The identity is this account's, since then.
pub(super) const OF_ACCOUNT_SINCE: &str = "#account_id = :account_id AND #linked_at = :linked_at";
/// The account is as it was read, and its credentials at the site are those of then.
pub(super) const CREDENTIALS_AS_READ: &str = "#version = :version AND #epoch = :epoch \
     AND #credential_version = :read";
/// The same, before the site was ever asked.
pub(super) const CREDENTIALS_UNSEEN: &str = "#version = :version AND #epoch = :epoch \
     AND attribute_not_exists(#credential_version)";
/// Notes the site's credentials and ends every session, ticket and device of before.
pub(super) const CHANGE_CREDENTIALS: &str = "SET #credential_version = :credential_version, \
     #version = #version + :one, #epoch = #epoch + :one";
/// Ties an Amazon account by a proof at the site, which is noted; ends what was before.
pub(super) const LINK_ADOPTED: &str = "SET #identities = list_append(#identities, :added), \
     #credential_version = :credential_version, \
     #version = #version + :one, #epoch = #epoch + :one";
/// The account is as it was read, open, opened by this Amazon account, and stands for none of the
/// site's.
pub(super) const ACCOUNT_WITHOUT_SITE_ID: &str = "#version = :version AND #epoch = :epoch \
     AND #status = :active AND attribute_not_exists(#external_id) \
     AND contains(#identities, :user_id)";
/// Lets the account stand for one of the site, which keeps address and password from now on.
pub(super) const ADD_SITE_ID: &str = "SET #external_id = :external_id, \
     #credential_version = :credential_version, \
     #version = #version + :one, #epoch = #epoch + :one REMOVE #email, #claim_kind, #password";
/// The same with other identities.
pub(super) const SET_IDENTITIES: &str = "SET #identities = :identities, \
     #version = #version + :one, #epoch = #epoch + :one";
/// Makes the account a tombstone.
pub(super) const DELETE_ACCOUNT: &str = "SET #status = :disabled, #identities = :identities, \
     #version = #version + :one, #epoch = #epoch + :one \
     REMOVE #external_id, #credential_version, #name, #postal_code, #email, #claim_kind, #password, \
     #address_held_until";
/// The same, and notes where its Amazon account went.
pub(super) const MERGE_AWAY: &str = "SET #status = :disabled, #identities = :identities, \
     #merged_into = :into, #version = #version + :one, #epoch = #epoch + :one \
     REMOVE #name, #postal_code, #email, #claim_kind";
/// Takes over what Amazon says now.
pub(super) const REFRESH_NAME: &str = "SET #name = :name";
/// See [`REFRESH_NAME`].
pub(super) const REFRESH_POSTAL_CODE: &str = "SET #postal_code = :postal_code";
/// See [`REFRESH_NAME`].
pub(super) const REFRESH_BOTH: &str = "SET #name = :name, #postal_code = :postal_code";
/// The identity, or the claim, is this account's.
pub(super) const OF_ACCOUNT: &str = "#account_id = :account_id";

/// The claim is still the one that was read, and Amazon alone brought it.
pub(super) const CLAIM_OF_HOLDER: &str = "#account_id = :holder AND #claim_kind = :amazon_only";
/// The account is as it was read, open or not, and holds its address through Amazon alone.
pub(super) const ACCOUNT_DISPLACEABLE: &str =
    "#version = :version AND #epoch = :epoch AND #claim_kind = :amazon_only";
/// Takes the address from an account and ends every session, ticket and device of before.
pub(super) const LOSE_CLAIM: &str = "SET #version = #version + :one, #epoch = #epoch + :one \
     REMOVE #email, #claim_kind";

/// Nothing lies at this key, or the id of an account that was deleted.
pub(super) const ABSENT_OR_OF_DELETED: &str = "attribute_not_exists(#pk) OR #account_id = :deleted";
/// The account is a tombstone: closed, and nothing leads to it.
pub(super) const ACCOUNT_DELETED: &str = "#status = :disabled AND attribute_not_exists(#email) \
     AND attribute_not_exists(#external_id) AND size(#identities) = :zero";

/// The password is still the one that was verified.
pub(super) const PASSWORD_UNCHANGED: &str = "#password = :verified";
/// Keeps the same password in another form.
pub(super) const RENEW_PASSWORD: &str = "SET #password = :renewed";

/// The session is there, last used when we read it.
pub(super) const SESSION_UNTOUCHED: &str = "attribute_exists(#pk) AND #last_seen = :read";
/// Moves a session's last use on.
pub(super) const TOUCH_SESSION: &str = "SET #last_seen = :now";

/// The session is there and was not renewed.
pub(super) const SESSION_NOT_RENEWED: &str =
    "attribute_exists(#pk) AND attribute_not_exists(#mark)";
/// Notes how a session was renewed.
pub(super) const RENEW_SESSION: &str = "SET #mark = :mark, #renewed_at = :renewed_at";

/// The browser is new, or known from no later epoch.
pub(super) const DEVICE_NOT_NEWER: &str = "attribute_not_exists(#pk) OR #epoch <= :epoch";
/// Something lies at this key.
pub(super) const PRESENT: &str = "attribute_exists(#pk)";
/// The browser did not sign in again since it was read.
pub(super) const DEVICE_UNCHANGED: &str = "#epoch = :epoch AND #seen_at = :seen_at";
/// All items of one kind in a partition.
pub(super) const BEGINNING_WITH: &str = "#pk = :pk AND begins_with(#sk, :prefix)";

/// The counter is below its bound.
pub(super) const BELOW_MAX: &str = "attribute_not_exists(#count) OR #count < :max";
/// Counts one more, making the counter if there is none.
pub(super) const COUNT: &str = "SET #count = if_not_exists(#count, :zero) + :one, \
     #entity = :entity, #schema = :schema, #expires_at = :expires_at";
/// There is something to take back.
pub(super) const ABOVE_ZERO: &str = "#count > :zero";
/// Takes one back.
pub(super) const UNCOUNT: &str = "SET #count = #count - :one";

/// Nothing but where the item lies.
pub(super) const KEY: &str = "#pk, #sk";

/// What session-check reads: never the password, and of the identities only whether there are any.
pub(super) const SESSION_CHECK: &str = "#pk, #sk, #entity, #schema, #epoch, #method, #user_agent, #auth_time, \
     #proved_at, #last_seen, #mark, #renewed_at, #expires_at, #status, #external_id, #email, #claim_kind, #name, \
     #postal_code, #identities[0]";

/// The names behind the placeholders of these expressions.
pub(super) fn names(expressions: &[&str]) -> HashMap<String, String> {
    expressions
        .iter()
        .flat_map(|expression| expression.split('#').skip(1))
        .map(|rest| {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            let name = &rest[..end];
            (format!("#{name}"), name.to_owned())
        })
        .collect()
}

/// The values behind placeholders.
pub(super) fn values<const N: usize>(
    values: [(&str, AttributeValue); N],
) -> HashMap<String, AttributeValue> {
    values
        .into_iter()
        .map(|(placeholder, value)| (placeholder.to_owned(), value))
        .collect()
}

/// A text.
pub(super) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A list of texts.
pub(super) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> AttributeValue {
    AttributeValue::L(texts.into_iter().map(text).collect())
}

/// A number.
pub(super) fn number(number: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A time, in seconds.
pub(super) fn time(at: Timestamp) -> AttributeValue {
    number(at.unix_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_an_expression_uses_each_once() {
        let names = names(&[TICKET_USABLE, USE_TICKET]);

        let mut placeholders: Vec<_> = names.keys().map(String::as_str).collect();
        placeholders.sort_unstable();
        assert_eq!(
            placeholders,
            [
                "#ends_at",
                "#mark",
                "#pk",
                "#tries",
                "#used_account",
                "#used_session"
            ]
        );
        assert_eq!(names["#ends_at"], "ends_at");
    }

    #[test]
    fn session_check_never_reads_a_password() {
        assert!(!SESSION_CHECK.contains("password"));
    }
}
