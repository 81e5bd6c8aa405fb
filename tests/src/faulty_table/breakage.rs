//! Tables that do not keep their promises.

use serde_json::Value;

use super::call::{Call, Reply, kind_of};

/// A promise that the table breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakage {
    /// Items of this kind (`IDENTITY`, `EMAIL`, `LOGIN`) are put whatever their condition says.
    Unconditional(&'static str),
    /// A condition that failed is reported as a write that was done.
    FailureIsSuccess,
    /// Of a transaction the first half is written, and reported as the whole.
    HalfTransaction,
}

impl Breakage {
    /// The request as the engine gets it.
    pub(super) fn spoil(self, call: &Call) -> Call {
        let mut call = call.clone();
        match self {
            Self::Unconditional(kind) => {
                for put in puts(&mut call.body) {
                    if kind_of(&put["Item"]) == kind
                        && let Some(put) = put.as_object_mut()
                    {
                        // Nothing else in a put refers to names or values.
                        put.retain(|name, _| {
                            name != "ConditionExpression" && !name.starts_with("Expression")
                        });
                    }
                }
            }
            Self::HalfTransaction => {
                if let Some(actions) = call.body["TransactItems"].as_array_mut() {
                    actions.truncate(actions.len() / 2);
                }
            }
            Self::FailureIsSuccess => {}
        }
        call
    }

    /// The reply as the functions get it.
    pub(super) fn hide(self, reply: Reply) -> Reply {
        let failed = reply.body.contains("ConditionalCheckFailed");
        if self == Self::FailureIsSuccess && failed {
            return Reply::done();
        }
        reply
    }
}

/// Every put of a request, whether alone or in a transaction.
fn puts(body: &mut Value) -> Vec<&mut Value> {
    if body["Item"].is_object() {
        return vec![body];
    }
    let actions = body.get_mut("TransactItems").and_then(Value::as_array_mut);
    let actions = actions.into_iter().flatten();
    actions.filter_map(|it| it.get_mut("Put")).collect()
}
