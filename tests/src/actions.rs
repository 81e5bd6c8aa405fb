//! What a person does, one method per action.

use reqwest::Method;
use serde_json::Value;
use url::Url;

use crate::{amazon::Persona, answer::Answer, browser::Browser};

impl Browser {
    /// Opens the start page, signs in with Amazon as `persona`, allows what the site asks for, and
    /// goes where that leads.
    pub async fn sign_in_with_amazon(&mut self, persona: &Persona) -> Answer {
        self.come_back_from_amazon(persona).await;
        self.arrive().await
    }

    /// The same up to the callback, whose answer it is.
    pub async fn come_back_from_amazon(&mut self, persona: &Persona) -> Answer {
        let callback = self.be_sent_back_by_amazon(persona).await;
        self.deliver(callback).await
    }

    /// The same up to Amazon's redirect: the address of the callback, not opened yet.
    pub async fn be_sent_back_by_amazon(&mut self, persona: &Persona) -> Url {
        self.go_to_amazon("/").await;
        self.decide(&[("persona", persona.id()), ("decision", "allow")])
            .await
    }

    /// Presses the Login with Amazon button, signs in at Amazon, and presses cancel there.
    pub async fn cancel_at_amazon(&mut self) -> Answer {
        self.go_to_amazon("/").await;
        let callback = self.decide(&[("decision", "cancel")]).await;
        self.deliver(callback).await;
        self.arrive().await
    }

    /// Goes to Amazon by a button of the site that comes back to `return_to`. The answer is Amazon's page.
    pub async fn go_to_amazon(&mut self, return_to: &str) -> Answer {
        let query = url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect::<String>();
        let login = self
            .site()
            .url(&format!("/auth/amazon/login?return_to={query}"));
        let start_page = self.site().url("/");
        self.get_from(&start_page, login).await;
        let answer = self.follow().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    /// Decides on Amazon's page, and gives the address to which Amazon sends the browser back.
    pub async fn decide(&mut self, choice: &[(&str, &str)]) -> Url {
        let page = self.last().url.clone();
        assert!(!self.site().owns(&page), "not at Amazon: {page}");
        let request: Vec<_> = page.query_pairs().into_owned().collect();
        let mut fields: Vec<_> = request
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        fields.extend(choice);
        let answer = self.post("/ap/oa", &fields).await;
        assert_eq!(answer.status, 302, "{}", answer.text());
        answer.leads_to()
    }

    /// Opens an address to which Amazon sent this browser, or another one.
    pub async fn deliver(&mut self, callback: Url) -> Answer {
        assert!(self.site().owns(&callback), "not ours: {callback}");
        let amazon = self.site().amazon_url("/");
        self.get_from(&amazon, callback).await
    }

    /// Fills in the sign-in form. The answer to it, not followed.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.open("/auth/sign-in").await;
        self.submit("/auth/sign-in", &[("email", email), ("password", password)])
            .await
    }

    /// Answers the link page's question with a password. The answer to it, not followed.
    pub async fn answer_link(&mut self, password: &str) -> Answer {
        self.submit("/auth/amazon/link", &[("password", password)])
            .await
    }

    /// Signs out on the start page. The answer to it, not followed.
    pub async fn sign_out(&mut self) -> Answer {
        self.open("/auth/sign-in").await;
        self.submit("/auth/sign-out", &[]).await
    }

    /// Who the site takes this browser for.
    pub async fn session(&self) -> Option<Value> {
        let answer = self.check_session().await;
        if answer.status == 401 {
            assert_eq!(answer.code(), "unauthenticated");
            return None;
        }
        assert_eq!(answer.status, 200, "{}", answer.text());
        Some(answer.json())
    }

    /// The answer of `GET /auth/session`.
    pub async fn check_session(&self) -> Answer {
        let request = self.raw(Method::GET, "/auth/session");
        self.site().send(request).await
    }

    /// The account that this browser is signed in to.
    pub async fn account_id(&self) -> Option<String> {
        let who = self.session().await?;
        Some(who["account_id"].as_str().unwrap().to_owned())
    }
}
