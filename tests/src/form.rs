//! A form on a page.

use scraper::{ElementRef, Html, Selector};

/// A form as a browser would send it.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where to.
    pub action: String,
    /// The fields and what stands in them.
    pub fields: Vec<(String, String)>,
}

impl Form {
    pub(crate) fn find(page: &str, action: &str) -> Option<Self> {
        let document = Html::parse_document(page);
        let forms = Selector::parse("form").unwrap();
        let fields = Selector::parse("input[name], button[name]").unwrap();
        let form = document
            .select(&forms)
            .find(|form| form.attr("action") == Some(action))?;
        assert_eq!(form.attr("method"), Some("post"), "{action}");
        Some(Self {
            action: action.to_owned(),
            fields: form.select(&fields).filter(is_sent).map(field).collect(),
        })
    }

    /// The same with other contents in these fields. Only fields that the form has can be filled in.
    #[must_use]
    pub fn filled_in(mut self, contents: &[(&str, &str)]) -> Self {
        for (name, content) in contents {
            let field = self.fields.iter_mut().find(|(key, _)| key == name);
            let (_, value) = field.unwrap_or_else(|| panic!("no field {name}"));
            (*content).clone_into(value);
        }
        self
    }

    /// What stands in a field.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// The body that is sent.
    #[must_use]
    pub fn encode(&self) -> String {
        encode(&self.fields)
    }
}

/// A box that is not ticked is not sent.
fn is_sent(input: &ElementRef<'_>) -> bool {
    input.attr("type") != Some("checkbox") || input.attr("checked").is_some()
}

fn field(input: ElementRef<'_>) -> (String, String) {
    let attribute = |name| input.attr(name).unwrap_or_default().to_owned();
    (attribute("name"), attribute("value"))
}

/// `application/x-www-form-urlencoded`.
pub(crate) fn encode<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
