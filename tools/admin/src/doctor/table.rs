//! The table: is it the one that infra/table.yaml makes?

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    types::{
        BillingMode, ContinuousBackupsDescription, KeyType, PointInTimeRecoveryStatus,
        ScalarAttributeType, TableDescription, TableStatus, TimeToLiveDescription,
        TimeToLiveStatus,
    },
};

use super::{Finding, Level};
use crate::connection::Connection;

const TEMPLATE: &str = "Deploy infra/table.yaml again; it has this.";

/// Checks the table. A call that an engine does not know, or that is not allowed, is a finding too.
pub(super) async fn examine(connection: &Connection, findings: &mut Vec<Finding>) {
    let (client, name) = (&connection.client, &connection.table);
    match client.describe_table().table_name(name).send().await {
        Ok(reply) => match reply.table {
            Some(table) => describe(&table, findings),
            None => findings.push(untold("table", "DescribeTable", "it answers nothing")),
        },
        Err(error) => {
            let is_missing = code(&error) == Some("ResourceNotFoundException");
            findings.push(if is_missing {
                let at = &connection.address;
                Finding::of(
                    Level::Problem,
                    "table",
                    format!("there is no table {name} at {at}"),
                    "Check --table, the region and the profile, or deploy infra/table.yaml.",
                )
            } else {
                unanswered("table", "DescribeTable", &error)
            });
            return;
        }
    }
    findings.push(
        match client.describe_time_to_live().table_name(name).send().await {
            Ok(reply) => time_to_live(reply.time_to_live_description.as_ref()),
            Err(error) => unanswered("table.ttl", "DescribeTimeToLive", &error),
        },
    );
    let backups = client.describe_continuous_backups().table_name(name);
    findings.push(match backups.send().await {
        Ok(reply) => recovery(reply.continuous_backups_description.as_ref()),
        Err(error) => unanswered("table.recovery", "DescribeContinuousBackups", &error),
    });
}

fn describe(table: &TableDescription, findings: &mut Vec<Finding>) {
    findings.push(match &table.table_status {
        Some(TableStatus::Active) => Finding::ok("table", "the table is there and active"),
        other => {
            let status = other.as_ref().map_or("unknown", TableStatus::as_str);
            Finding::of(
                Level::Problem,
                "table",
                format!("the table's status is {status}"),
                "Wait until it is ACTIVE; if it does not become so, ask AWS.",
            )
        }
    });
    findings.push(if is_ours(table) {
        Finding::ok("table.key", "its key is pk and sk, both strings")
    } else {
        Finding::of(
            Level::Problem,
            "table.key",
            "its key is another than pk (partition) and sk (sort), both strings",
            "This is not a table of this product: check --table. Nothing here works on it.",
        )
    });
    let is_on_demand = (table.billing_mode_summary.as_ref())
        .is_some_and(|it| it.billing_mode == Some(BillingMode::PayPerRequest));
    findings.push(if is_on_demand {
        Finding::ok("table.billing", "it is paid by use")
    } else {
        Finding::of(
            Level::Warning,
            "table.billing",
            "it has a fixed capacity: a rush of customers is throttled",
            TEMPLATE,
        )
    });
    findings.push(match table.deletion_protection_enabled {
        Some(true) => Finding::ok("table.protection", "it is protected against deletion"),
        Some(false) | None => Finding::of(
            Level::Problem,
            "table.protection",
            "it is not protected against deletion: one call takes all accounts away",
            TEMPLATE,
        ),
    });
    let indexes = table.global_secondary_indexes().len() + table.local_secondary_indexes().len();
    if indexes > 0 {
        findings.push(Finding::of(
            Level::Warning,
            "table.indexes",
            format!("it has {indexes} indexes, which nothing here reads"),
            "Each write pays for them, and they hold personal data: remove what you do not use.",
        ));
    }
}

fn is_ours(table: &TableDescription) -> bool {
    let expected = [("pk", KeyType::Hash), ("sk", KeyType::Range)];
    let keys = table.key_schema();
    let in_order = keys.len() == expected.len()
        && (keys.iter().zip(&expected))
            .all(|(key, (name, kind))| key.attribute_name() == *name && key.key_type() == kind);
    in_order
        && expected.iter().all(|(name, _)| {
            table.attribute_definitions().iter().any(|attribute| {
                attribute.attribute_name() == *name
                    && attribute.attribute_type() == &ScalarAttributeType::S
            })
        })
}

fn time_to_live(found: Option<&TimeToLiveDescription>) -> Finding {
    const CHECK: &str = "table.ttl";
    let is_on = found.is_some_and(|it| {
        matches!(
            it.time_to_live_status,
            Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
        )
    });
    let attribute = found.and_then(|it| it.attribute_name.as_deref());
    match attribute {
        Some("expires_at") if is_on => Finding::ok(CHECK, "what expired is swept by expires_at"),
        Some(other) if is_on => Finding::of(
            Level::Problem,
            CHECK,
            format!("TTL is on by {other}, not by expires_at: nothing that expired ever goes"),
            TEMPLATE,
        ),
        _ => Finding::of(
            Level::Problem,
            CHECK,
            "TTL is off: sessions and login attempts that expired are kept for ever",
            TEMPLATE,
        ),
    }
}

fn recovery(found: Option<&ContinuousBackupsDescription>) -> Finding {
    const CHECK: &str = "table.recovery";
    let recovery = found.and_then(|it| it.point_in_time_recovery_description.as_ref());
    let status = recovery.and_then(|it| it.point_in_time_recovery_status.as_ref());
    if status == Some(&PointInTimeRecoveryStatus::Enabled) {
        Finding::ok(CHECK, "it can be restored to any second of the last weeks")
    } else {
        Finding::of(
            Level::Problem,
            CHECK,
            "point-in-time recovery is off: a mistake cannot be undone",
            TEMPLATE,
        )
    }
}

fn code<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Option<&str> {
    match error {
        SdkError::ServiceError(service) => service.err().code(),
        _ => None,
    }
}

fn untold(check: &str, operation: &str, why: &str) -> Finding {
    Finding::of(
        Level::Unknown,
        check,
        format!("can't be told here: {operation}: {why}"),
        "Nothing, if it is a local engine; else allow the call (docs/operations.md).",
    )
}

/// A call without an answer to go by: not known, not allowed, or nobody there.
fn unanswered<E: ProvideErrorMetadata>(
    check: &str,
    operation: &str,
    error: &SdkError<E>,
) -> Finding {
    match error {
        SdkError::ServiceError(service) => {
            let why = service.err().code().unwrap_or("it is not known");
            untold(check, operation, why)
        }
        _ => Finding::of(
            Level::Problem,
            check,
            format!("{operation} has no answer"),
            "Check the network, the endpoint and the credentials.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::{ContinuousBackupsStatus, PointInTimeRecoveryDescription};

    use super::*;

    fn backups(status: PointInTimeRecoveryStatus) -> ContinuousBackupsDescription {
        let recovery = PointInTimeRecoveryDescription::builder()
            .point_in_time_recovery_status(status)
            .build();
        ContinuousBackupsDescription::builder()
            .continuous_backups_status(ContinuousBackupsStatus::Enabled)
            .point_in_time_recovery_description(recovery)
            .build()
            .unwrap()
    }

    #[test]
    fn recovery_is_on_or_it_is_a_problem() {
        let on = backups(PointInTimeRecoveryStatus::Enabled);
        let off = backups(PointInTimeRecoveryStatus::Disabled);

        assert_eq!(recovery(Some(&on)).level, Level::Ok);
        assert_eq!(recovery(Some(&off)).level, Level::Problem);
        assert_eq!(recovery(None).level, Level::Problem);
    }

    #[test]
    fn ttl_by_another_attribute_sweeps_nothing_of_ours() {
        let by = |attribute: &str, status| {
            let found = TimeToLiveDescription::builder()
                .attribute_name(attribute)
                .time_to_live_status(status)
                .build();
            time_to_live(Some(&found)).level
        };

        assert_eq!(by("expires_at", TimeToLiveStatus::Enabled), Level::Ok);
        assert_eq!(
            by("expires_at", TimeToLiveStatus::Disabling),
            Level::Problem
        );
        assert_eq!(by("ttl", TimeToLiveStatus::Enabled), Level::Problem);
    }

    #[test]
    fn a_table_that_can_be_deleted_or_is_not_active_is_a_problem() {
        let table = TableDescription::builder()
            .table_status(TableStatus::Active)
            .deletion_protection_enabled(true);
        let levels = |table: TableDescription| {
            let mut findings = Vec::new();
            describe(&table, &mut findings);
            let level = |check: &str| {
                let found = findings.iter().find(|finding| finding.check == check);
                found.map(|finding| finding.level)
            };
            (
                level("table"),
                level("table.protection"),
                level("table.indexes"),
            )
        };

        let (ok, problem) = (Some(Level::Ok), Some(Level::Problem));
        assert_eq!(levels(table.clone().build()), (ok, ok, None));
        let unprotected = table.clone().deletion_protection_enabled(false).build();
        assert_eq!(levels(unprotected), (ok, problem, None));
        let deleting = table.table_status(TableStatus::Deleting).build();
        assert_eq!(levels(deleting), (problem, ok, None));
    }
}
