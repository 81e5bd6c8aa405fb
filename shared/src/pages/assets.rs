//! Files that pages refer to, named by their content: what is cached never needs asking again. The
//! site's colour is part of the name, so that any function knows it and none has to keep a file.

use std::sync::LazyLock;

use super::Colour;
use crate::domain::Digest;

/// A file as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its media type.
    pub content_type: &'static str,
    /// Its text.
    pub body: String,
}

/// The colour of the icon as it is drawn.
const DRAWN_IN: &str = "#2b57c9";
const STYLE: &str = include_str!("style.css");
const ICON: &str = include_str!("icon.svg");

static STYLE_DIGEST: LazyLock<String> = LazyLock::new(|| short_digest(STYLE));
static ICON_DIGEST: LazyLock<String> = LazyLock::new(|| short_digest(ICON));

/// Where the one style sheet is served.
pub(super) fn style_path(accent: Colour) -> String {
    path("style", &STYLE_DIGEST, accent, "css")
}

/// Where the icon in the browser's tab is served.
pub(super) fn icon_path(accent: Colour) -> String {
    path("icon", &ICON_DIGEST, accent, "svg")
}

fn path(stem: &str, digest: &str, accent: Colour, extension: &str) -> String {
    let accent = accent.digits();
    format!("/auth/assets/{stem}.{digest}.{accent}.{extension}")
}

fn short_digest(text: &str) -> String {
    Digest::of(text.as_bytes()).to_string()[..12].to_owned()
}

impl Asset {
    /// The asset with this name; of another colour too, for a page from before the site changed its.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let mut parts = name.split('.');
        let [stem, digest, accent, extension] = std::array::from_fn(|_| parts.next().unwrap_or(""));
        let accent: Colour = format!("#{accent}").parse().ok()?;
        if parts.next().is_some() {
            return None;
        }
        if (stem, extension) == ("style", "css") && digest == *STYLE_DIGEST {
            return Some(Self {
                content_type: "text/css; charset=utf-8",
                body: format!("{}{STYLE}", accent.css()),
            });
        }
        if (stem, extension) == ("icon", "svg") && digest == *ICON_DIGEST {
            return Some(Self {
                content_type: "image/svg+xml",
                body: ICON.replace(DRAWN_IN, &accent.to_string()),
            });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &str) -> Option<Asset> {
        Asset::find(path.strip_prefix("/auth/assets/")?)
    }

    #[test]
    fn an_asset_is_found_by_its_whole_name_only() {
        let path = style_path(Colour::DEFAULT);

        assert!(find(&path).unwrap().body.ends_with(STYLE));
        for bad in [
            "/auth/assets/style.css",
            "/auth/assets/../style.css",
            "/auth/assets/",
            &path.replace("style", "icon"),
            &path.replace(".css", ".svg"),
            &path.replace(".css", ".css.css"),
            &path.replace("2b57c9", "red"),
        ] {
            assert_eq!(find(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_site_s_colour_is_in_its_style_and_its_icon() {
        let accent: Colour = "#8a1c3b".parse().unwrap();

        let style = find(&style_path(accent)).unwrap().body;
        assert!(style.starts_with(":root { --fill: #8a1c3b;"));
        let icon = find(&icon_path(accent)).unwrap().body;
        assert!(icon.contains("#8a1c3b") && !icon.contains(DRAWN_IN));
        assert!(ICON.contains(DRAWN_IN));
    }
}
