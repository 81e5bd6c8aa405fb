//! The table, seen from outside: over DynamoDB's own protocol, with no code of ours in between.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::{raw::Raw, site::Site};

/// Attributes that are times, in seconds since 1970.
const TIMES: [&str; 6] = [
    "created_at",
    "auth_time",
    "proved_at",
    "last_seen",
    "ends_at",
    "expires_at",
];

/// Every item of the table at one moment, by `pk` and `sk`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table(BTreeMap<(String, String), Value>);

impl Table {
    fn count(&self, is_counted: impl Fn(&str, &str) -> bool) -> usize {
        self.0.keys().filter(|(pk, sk)| is_counted(pk, sk)).count()
    }

    /// Accounts.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.count(|_, sk| sk == "ACCOUNT")
    }

    /// Amazon accounts that open an account.
    #[must_use]
    pub fn identities(&self) -> usize {
        self.count(|_, sk| sk == "IDENTITY")
    }

    /// E-mail addresses that are held.
    #[must_use]
    pub fn claims(&self) -> usize {
        self.count(|_, sk| sk == "EMAIL")
    }

    /// Sessions.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.count(|_, sk| sk.starts_with("SESSION#"))
    }

    /// Consumed login attempts.
    #[must_use]
    pub fn consumed_attempts(&self) -> usize {
        self.count(|_, sk| sk == "LOGIN")
    }

    /// Browsers that accounts remember.
    #[must_use]
    pub fn devices(&self) -> usize {
        self.count(|_, sk| sk.starts_with("DEVICE#"))
    }

    /// Link tickets.
    #[must_use]
    pub fn tickets(&self) -> usize {
        self.count(|_, sk| sk == "LINK")
    }

    /// The keys of the counters that slow guessing down, without the window they belong to.
    #[must_use]
    pub fn counters(&self) -> Vec<String> {
        let limits = self.0.keys().filter(|(_, sk)| sk == "LIMIT");
        limits
            .map(|(pk, _)| pk.rsplit_once('#').unwrap().0.to_owned())
            .collect()
    }

    /// How the claim on an address was obtained, as the table says it; `None` if nobody holds it.
    #[must_use]
    pub fn claim(&self, email: &str) -> Option<&str> {
        let key = (format!("EMAIL#{email}"), "EMAIL".to_owned());
        Some(self.0.get(&key)?["claim_kind"]["S"].as_str().unwrap())
    }

    /// The items whose sort key begins with this word, e.g. `SESSION`.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.0
            .iter()
            .filter(move |((_, sk), _)| sk.split('#').next() == Some(kind))
            .map(|(_, item)| item)
    }

    /// The item with this key.
    #[must_use]
    pub fn item(&self, pk: &str, sk: &str) -> Option<&Value> {
        self.0.get(&(pk.to_owned(), sk.to_owned()))
    }

    /// The keys of items that are new, changed or gone since `before`.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> Vec<String> {
        let keys = self.0.keys().chain(before.0.keys());
        let mut changed: Vec<_> = keys
            .filter(|key| self.0.get(*key) != before.0.get(*key))
            .map(|(pk, sk)| format!("{pk} {sk}"))
            .collect();
        changed.sort();
        changed.dedup();
        changed
    }

    /// Everything in it as one text, to look for what must not be there.
    #[must_use]
    pub fn dump(&self) -> String {
        self.0.values().map(Value::to_string).collect()
    }
}

impl Site {
    /// Reads the whole table.
    pub async fn table(&self) -> Table {
        let mut items = BTreeMap::new();
        let mut start = Value::Null;
        loop {
            let mut scan = json!({"TableName": "accounts", "ConsistentRead": true});
            if !start.is_null() {
                scan["ExclusiveStartKey"] = start;
            }
            let page = self.dynamodb("Scan", &scan).await;
            for item in page["Items"].as_array().unwrap() {
                let key = |name: &str| item[name]["S"].as_str().unwrap().to_owned();
                items.insert((key("pk"), key("sk")), item.clone());
            }
            start = page["LastEvaluatedKey"].clone();
            if start.is_null() {
                return Table(items);
            }
        }
    }

    /// Closes an account, as an operator would.
    pub async fn disable_account(&self, account_id: &str) {
        let update = json!({
            "TableName": "accounts",
            "Key": {"pk": {"S": format!("ACCOUNT#{account_id}")}, "sk": {"S": "ACCOUNT"}},
            "UpdateExpression": "SET #status = :disabled",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": {":disabled": {"S": "disabled"}}
        });
        self.dynamodb("UpdateItem", &update).await;
    }

    /// Takes an account away and leaves its sessions behind, as a deletion that was cut short would.
    pub async fn remove_account(&self, account_id: &str) {
        let delete = json!({
            "TableName": "accounts",
            "Key": {"pk": {"S": format!("ACCOUNT#{account_id}")}, "sk": {"S": "ACCOUNT"}},
            "ConditionExpression": "attribute_exists(pk)"
        });
        self.dynamodb("DeleteItem", &delete).await;
    }

    /// Lets so many seconds pass for what an account holds of this kind (`SESSION#` or `LINK`), or for what
    /// waits for an address: every time in it lies that much further back.
    pub async fn let_pass(&self, seconds: i64, account_id: &str, kind: &str) {
        let partition = format!("ACCOUNT#{account_id}");
        let mut aged = 0;
        for ((pk, sk), item) in &self.table().await.0 {
            let is_theirs = *pk == partition
                || item["account_id"]["S"] == account_id
                || item["email"]["S"] == account_id;
            if !is_theirs || !sk.starts_with(kind) {
                continue;
            }
            let (mut names, mut values, mut changes) = (json!({}), json!({}), Vec::new());
            for time in TIMES {
                if let Some(at) = item[time]["N"].as_str() {
                    let earlier = at.parse::<i64>().unwrap() - seconds;
                    names[format!("#{time}")] = time.into();
                    values[format!(":{time}")] = json!({"N": earlier.to_string()});
                    changes.push(format!("#{time} = :{time}"));
                }
            }
            let update = json!({
                "TableName": "accounts",
                "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
                "UpdateExpression": format!("SET {}", changes.join(", ")),
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": values
            });
            self.dynamodb("UpdateItem", &update).await;
            aged += 1;
        }
        assert!(aged > 0, "{account_id} holds no {kind}");
    }

    async fn dynamodb(&self, operation: &str, body: &Value) -> Value {
        let url = Url::parse(self.dynamodb_url()).unwrap();
        let credential = "Credential=local/20260101/us-east-1/dynamodb/aws4_request";
        let mut request = Raw::new(Method::POST, url)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", &format!("DynamoDB_20120810.{operation}"))
            .header("x-amz-date", "20260101T000000Z")
            .header(
                "authorization",
                &format!("AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=00"),
            );
        request.body = body.to_string().into_bytes();
        let answer = self.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }
}
