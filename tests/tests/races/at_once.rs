//! Many browsers, one moment.

use std::{collections::BTreeSet, future::Future, sync::Arc};

use acceptance::{Answer, Browser, Customer, Persona, Site};
use tokio::{sync::Barrier, task::JoinSet};
use url::Url;

/// Lets all of them start at the same moment; answers in the order of completion.
pub(crate) async fn all_at_once<T, F>(actions: impl IntoIterator<Item = F>) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let actions: Vec<_> = actions.into_iter().collect();
    let start = Arc::new(Barrier::new(actions.len()));
    let mut running = JoinSet::new();
    for action in actions {
        let start = Arc::clone(&start);
        running.spawn(async move {
            start.wait().await;
            action.await
        });
    }
    running.join_all().await
}

pub(crate) async fn deliver(mut browser: Browser, callback: Url) -> (Browser, Answer) {
    let answer = browser.deliver(callback).await;
    (browser, answer)
}

pub(crate) async fn answer_link(mut browser: Browser, password: String) -> (Browser, Answer) {
    let answer = browser.answer_link(&password).await;
    (browser, answer)
}

/// New browsers with a callback each, not opened yet.
pub(crate) async fn sent_back(site: &Site, personas: &[&Persona]) -> Vec<(Browser, Url)> {
    let mut all = Vec::new();
    for persona in personas {
        let mut browser = Browser::new(site);
        let callback = browser.be_sent_back_by_amazon(persona).await;
        all.push((browser, callback));
    }
    all
}

pub(crate) async fn accounts_of(browsers: &[(Browser, Answer)]) -> BTreeSet<String> {
    let mut accounts = BTreeSet::new();
    for (browser, answer) in browsers {
        assert_eq!(answer.status, 303, "{}", answer.text());
        accounts.insert(browser.account_id().await.unwrap());
    }
    accounts
}

pub(crate) async fn erin_and_her_likeness(site: &Site) -> (Customer, Persona) {
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    (erin, likeness)
}

pub(crate) async fn asked(site: &Site, persona: &Persona) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in_with_amazon(persona).await;
    browser
}
