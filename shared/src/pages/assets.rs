//! Files that pages refer to, named by their content: what is cached never needs asking again.

use std::sync::LazyLock;

use crate::domain::Digest;

/// A file compiled in.
#[derive(Debug)]
pub struct Asset {
    /// Its name, with a piece of its digest.
    name: LazyLock<String>,
    /// Its media type.
    pub content_type: &'static str,
    /// Its text.
    pub body: &'static str,
}

/// The one style sheet.
pub static STYLE: Asset = Asset {
    name: LazyLock::new(|| named("style", STYLE.body, "css")),
    content_type: "text/css; charset=utf-8",
    body: include_str!("style.css"),
};

/// The icon in the browser's tab.
pub static ICON: Asset = Asset {
    name: LazyLock::new(|| named("icon", ICON.body, "svg")),
    content_type: "image/svg+xml",
    body: include_str!("icon.svg"),
};

impl Asset {
    /// Where it is served.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/auth/assets/{}", *self.name)
    }

    /// The asset with this name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        [&STYLE, &ICON]
            .into_iter()
            .find(|asset| *asset.name == name)
    }
}

fn named(stem: &str, body: &str, extension: &str) -> String {
    let digest = Digest::of(body.as_bytes()).to_string();
    format!("{stem}.{}.{extension}", &digest[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_by_its_whole_name_only() {
        let path = STYLE.path();
        let name = path.strip_prefix("/auth/assets/").unwrap();

        assert_eq!(Asset::find(name).map(|asset| asset.body), Some(STYLE.body));
        assert!(Asset::find("style.css").is_none());
        assert!(Asset::find("../style.css").is_none());
    }
}
