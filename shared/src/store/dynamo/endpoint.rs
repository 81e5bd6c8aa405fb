//! Where DynamoDB is, without the SDK's own rules: these read a table of all partitions, with its
//! regular expressions, at every start, a tenth of what a start executes besides TLS
//! (docs/performance.md).

use aws_sdk_dynamodb::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};

/// The same endpoint for every call.
#[derive(Debug)]
pub(super) struct FixedEndpoint(Endpoint);

impl FixedEndpoint {
    pub(super) fn new(url: String) -> Self {
        Self(Endpoint::builder().url(url).build())
    }
}

impl ResolveEndpoint for FixedEndpoint {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(self.0.clone()))
    }
}

/// The endpoint of a region under `amazonaws.com`: the regions of the world at large and of `GovCloud`.
/// `None` for those of partitions with domains of their own, and for names of no known form.
pub(super) fn of_region(region: &str) -> Option<String> {
    const PLACES: [&str; 9] = ["af", "ap", "ca", "eu", "il", "me", "mx", "sa", "us"];
    let (place, rest) = region.split_once('-')?;
    let is_plain = rest
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let is_known = PLACES.contains(&place) && is_plain && !rest.starts_with("iso");
    is_known.then(|| format!("https://dynamodb.{region}.amazonaws.com"))
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::config::endpoint::DefaultResolver;

    use super::*;

    async fn by_the_sdk(region: &str) -> Endpoint {
        let params = Params::builder().region(region).build().unwrap();
        DefaultResolver::new()
            .resolve_endpoint(&params)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_region_has_the_endpoint_that_the_sdk_finds() {
        for region in [
            "af-south-1",
            "ap-southeast-7",
            "ca-west-1",
            "eu-central-1",
            "il-central-1",
            "me-central-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-gov-west-1",
        ] {
            let sdk = by_the_sdk(region).await;

            assert_eq!(of_region(region).as_deref(), Some(sdk.url()));
            assert!(sdk.properties().is_empty(), "{sdk:?}");
            assert!(sdk.headers().next().is_none(), "{sdk:?}");
        }
    }

    #[tokio::test]
    async fn a_partition_with_its_own_domain_is_left_to_the_sdk() {
        for region in [
            "cn-north-1",
            "us-iso-east-1",
            "us-isob-east-1",
            "eu-isoe-west-1",
            "eusc-de-east-1",
        ] {
            let sdk = by_the_sdk(region).await;

            assert_eq!(of_region(region), None);
            assert!(!sdk.url().ends_with(".amazonaws.com"), "{sdk:?}");
        }
        for strange in ["", "local", "us-east-1.example", "us-EAST-1", "us-east-1/"] {
            assert_eq!(of_region(strange), None);
        }
    }
}
