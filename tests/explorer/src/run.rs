//! One run: tasks over one store, advanced call by call as the schedule says.

use std::{
    collections::BTreeMap,
    future::Future,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
};

use accounts::{
    domain::{AccessToken, AmazonProfile, AuthorizationCode, SiteRef},
    flow::{
        self, Holder, Limits, Policy, account_sessions,
        amazon_sign_in::{self, AmazonAnswer, AppOutcome, AppSignIn, Callback, CallbackOutcome},
        confirm_link::{self, Confirmation},
        session,
    },
    problem::Code,
    store::{
        StoreError,
        memory::{Flaw, MemoryStore},
    },
};

use crate::{
    ask,
    books::Books,
    by_mail, by_password, changes, choosing,
    gate::{Fault, Gate, Kind, Waiting},
    gated::Gated,
    ghost::{Drawn, Ghost},
    operating, owner, registration,
    scenario::{self, Action, NOW, PASSWORDS, Scenario},
};

pub(crate) use crate::ended::{Code2, Ended, asked, confirmed, refused, signed_in};

/// One step of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Choice {
    /// Which task goes on.
    pub(crate) task: usize,
    /// With which of its calls.
    pub(crate) call: Waiting,
    /// And what befalls it.
    pub(crate) fault: Fault,
    /// Whether half a minute passes before.
    pub(crate) late: bool,
}

type Task = Pin<Box<dyn Future<Output = Ended>>>;

/// A run.
pub(crate) struct Run {
    tasks: Vec<Option<Task>>,
    gates: Vec<Gate>,
    /// How the tasks ended so far.
    pub(crate) ended: Vec<Option<Ended>>,
    /// Whether others went on since a task went to sleep.
    stirred: Vec<bool>,
    /// The shared store.
    pub(crate) store: Arc<MemoryStore>,
    /// The site's own accounts.
    pub(crate) site: Option<Arc<Mutex<Books>>>,
    /// What really happened.
    pub(crate) ghost: Arc<Mutex<Ghost>>,
    now: Arc<AtomicU64>,
    /// How many faults may still strike.
    pub(crate) faults_left: usize,
    /// Which task made which call, in order.
    log: Vec<(usize, Waiting)>,
}

impl Run {
    /// Begins a scenario: every task goes to its first call.
    pub(crate) fn begin(scenario: &Scenario, flaw: Option<Flaw>) -> Self {
        let store = Arc::new(MemoryStore::new(scenario.items.clone()).with_flaw(flaw));
        let ghost = Arc::default();
        let codes: Arc<BTreeMap<&'static str, AmazonProfile>> = Arc::new(
            scenario::PEOPLE
                .map(|who| (who, scenario::profile(who)))
                .into(),
        );
        let now = Arc::new(AtomicU64::new(NOW.unsigned_abs()));
        let site = (scenario.site.clone()).map(|books| Arc::new(Mutex::new(books)));
        let mut run = Self {
            tasks: Vec::new(),
            gates: Vec::new(),
            ended: Vec::new(),
            stirred: vec![true; scenario.actions.len()],
            store: Arc::clone(&store),
            site: site.clone(),
            ghost: Arc::clone(&ghost),
            now: Arc::clone(&now),
            faults_left: scenario.faults,
            log: Vec::new(),
        };
        for (task, action) in scenario.actions.iter().enumerate() {
            let gate = Gate::default();
            let gated = Gated {
                store: Arc::clone(&store),
                ghost: Arc::clone(&ghost),
                site: site.clone(),
                gate: gate.clone(),
                task,
                codes: Arc::clone(&codes),
                now: Arc::clone(&now),
            };
            let acting = act(gated, action.clone(), scenario.has_mail());
            run.tasks.push(Some(Box::pin(acting)));
            run.gates.push(gate);
            run.ended.push(None);
            run.poll(task);
        }
        run
    }

    fn poll(&mut self, task: usize) {
        let Some(future) = &mut self.tasks[task] else {
            return;
        };
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(ended) = future.as_mut().poll(&mut context) {
            self.ended[task] = Some(ended);
            self.tasks[task] = None;
        } else if self.gates[task].is_crashed() {
            self.tasks[task] = None;
        }
    }

    /// Goes one step on.
    pub(crate) fn step(&mut self, choice: Choice) {
        if choice.late {
            self.now.fetch_add(30, Ordering::Relaxed);
            self.faults_left = self.faults_left.saturating_sub(1);
        }
        if choice.fault != Fault::None {
            self.faults_left -= 1;
        }
        if choice.call.kind == Kind::Sleep {
            self.stirred[choice.task] = false;
        }
        for (task, stirred) in self.stirred.iter_mut().enumerate() {
            *stirred |= task != choice.task && choice.call.kind != Kind::Sleep;
        }
        self.log.push((choice.task, choice.call));
        self.gates[choice.task].grant(choice.call.call, choice.fault);
        self.poll(choice.task);
    }

    /// Everything that can happen next. A sleeper that nobody stirred wakes only when all others
    /// are done or asleep: until then it would find what it found before.
    pub(crate) fn choices(&self) -> Vec<Choice> {
        let mut choices = Vec::new();
        let mut asleep = Vec::new();
        for (task, gate) in self.gates.iter().enumerate() {
            if self.tasks[task].is_none() {
                continue;
            }
            for call in gate.waiting() {
                let plain = Choice {
                    task,
                    call,
                    fault: Fault::None,
                    late: false,
                };
                if call.kind == Kind::Sleep {
                    asleep.push(plain);
                    continue;
                }
                choices.push(plain);
                if self.faults_left > 0 {
                    let faults: &[Fault] = match call.kind {
                        Kind::Write => &Fault::OF_WRITES,
                        _ => &Fault::OF_READS,
                    };
                    choices.extend(faults.iter().map(|&fault| Choice { fault, ..plain }));
                }
            }
        }
        let nobody_else = choices.is_empty();
        for plain in asleep {
            if self.stirred[plain.task] || nobody_else {
                choices.push(plain);
            }
            // Half a minute passes when everybody waits, or, as a fault, when some call is that slow.
            if nobody_else || self.faults_left > 0 {
                choices.push(Choice {
                    late: true,
                    ..plain
                });
            }
        }
        choices
    }

    /// A number that two runs share when nothing can come of one that cannot come of the other.
    pub(crate) fn key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.store.items().fingerprint().hash(&mut hasher);
        if let Some(site) = &self.site {
            site.lock().unwrap().hash(&mut hasher);
        }
        for (task, gate) in self.gates.iter().enumerate() {
            (gate.knowledge(), gate.is_crashed(), self.stirred[task]).hash(&mut hasher);
        }
        (&self.ended, self.faults_left).hash(&mut hasher);
        self.now.load(Ordering::Relaxed).hash(&mut hasher);
        hasher.finish()
    }

    /// Whether `later` made its first call of this name after the last call of `earlier`.
    pub(crate) fn called_after(&self, later: usize, name: &str, earlier: usize) -> bool {
        let last = self.log.iter().rposition(|(task, _)| *task == earlier);
        let called = self
            .log
            .iter()
            .position(|(task, call)| *task == later && call.name == name);
        matches!((last, called), (Some(last), Some(called)) if last < called)
    }

    /// The names of the calls with effect that this task made.
    pub(crate) fn writes(&self, task: usize) -> impl Iterator<Item = &'static str> {
        let its = self.log.iter().filter(move |(of, _)| *of == task);
        its.filter(|(_, call)| call.kind == Kind::Write)
            .map(|(_, call)| call.name)
    }

    /// Whether this was the password at the site while the credentials were those.
    pub(crate) fn had(&self, site: &SiteRef, password: &str) -> bool {
        let books = self.site.as_ref();
        books.is_some_and(|books| books.lock().unwrap().had(site, password))
    }

    /// Which tasks died.
    pub(crate) fn crashed(&self, task: usize) -> bool {
        self.gates[task].is_crashed()
    }

    /// The time.
    pub(crate) fn now(&self) -> i64 {
        i64::try_from(self.now.load(Ordering::Relaxed)).unwrap()
    }
}

/// Does what a function would do.
async fn act(gated: Gated, action: Action, mail: bool) -> Ended {
    let cx = flow::Context {
        clock: gated.clone(),
        random: Drawn::of(gated.task),
        policy: policy(mail),
        store: gated,
    };
    act_in(&cx, action).await.unwrap_or(Ended::Unavailable)
}

async fn act_in(
    cx: &flow::Context<Gated, Gated, Drawn>,
    action: Action,
) -> Result<Ended, StoreError> {
    let existing = &cx.store;
    Ok(match action {
        Action::Callback { attempt, who, held } => {
            let code = format!("{who}-{attempt}");
            let attempt = scenario::attempt(attempt);
            let callback = Callback {
                attempt: &attempt,
                answer: AmazonAnswer::Code(AuthorizationCode::parse(&code).unwrap()),
                held: held.as_ref(),
                device: None,
                user_agent: None,
                source: "192.0.2.1",
            };
            match amazon_sign_in::finish(cx, &cx.store, existing, callback).await? {
                CallbackOutcome::SignedIn(it) => signed_in(&it.token),
                CallbackOutcome::GoOn(_) => Ended::SentOn,
                CallbackOutcome::Asked(_) => Ended::Asked,
                CallbackOutcome::Failed(code) => refused(code),
            }
        }
        Action::AppSignIn { token, who } => {
            let token = AccessToken::parse(&format!("Atza|{who}-{token}")).unwrap();
            let request = AppSignIn {
                token: &token,
                source: "192.0.2.1",
            };
            match amazon_sign_in::sign_in_app(cx, &cx.store, existing, request).await? {
                AppOutcome::SignedIn { token, .. } => signed_in(&token),
                AppOutcome::LinkRequired(_) => Ended::Asked,
                AppOutcome::Failed(code) => refused(code),
            }
        }
        Action::Confirm { ticket, password } => {
            let secret = scenario::ticket_secret(ticket);
            let confirmation = Confirmation {
                secret: &secret,
                password: password.as_bytes(),
                held: None,
                holder: NEW_BROWSER,
            };
            let answered = confirm_link::confirm(cx, &PASSWORDS, existing, confirmation).await?;
            confirmed(cx, answered).await
        }
        Action::SignIn { password } => by_password::sign_in(cx, password).await?,
        Action::Register(by) => registration::register(cx, &by).await?,
        Action::Make(ticket) => choosing::make(cx, ticket).await?,
        Action::OwnAccount { ticket, password } => choosing::link(cx, ticket, password).await?,
        Action::Own(token, own) => owner::act(cx, &token, own).await?,
        Action::ByMail(letter, what) => by_mail::act(cx, letter, &what).await?,
        Action::Ask(what) => ask::ask(cx, &what).await?,
        Action::Operate(account_id, act) => operating::operate(cx, account_id, &act).await?,
        Action::Relink(old, new) => operating::relink(cx, old, new).await?,
        Action::Sweep(account_id) => operating::sweep(cx, account_id).await?,
        Action::AtSite(act) => match cx.store.happen(&act).await {
            Ok(()) => Ended::Done,
            Err(_) => Ended::Unavailable,
        },
        Action::Import(id, account_id) => changes::import(cx, id, account_id).await?,
        Action::Change(account_id, change) => changes::change(cx, account_id, &change).await?,
        Action::Check(token) => match session::check(cx, &token).await? {
            Some(_) => signed_in(&token),
            None => refused(Code::Unauthenticated),
        },
        Action::SignOut(token) => {
            session::sign_out(cx, &token).await?;
            Ended::Done
        }
        Action::EndOthers(token) => {
            match account_sessions::end_others(cx, &token, Holder::App).await? {
                Ok(kept) => signed_in(&kept.token),
                Err(code) => refused(code),
            }
        }
        Action::EndAll(token) => match account_sessions::end_all(cx, &token).await? {
            Ok(()) => Ended::Done,
            Err(code) => refused(code),
        },
        Action::EndOne(token, other) => {
            let session = other.session_ref().digest;
            match account_sessions::end_one(cx, &token, session).await? {
                Ok(_) => Ended::Done,
                Err(code) => refused(code),
            }
        }
    })
}

/// A browser that no account knows yet.
pub(crate) const NEW_BROWSER: Holder<'_> = Holder::Browser {
    device: None,
    user_agent: None,
};

/// The defaults, but that sources are not counted: those counters touch nothing else.
fn policy(mail: bool) -> Policy {
    let defaults = Policy::default();
    let limits = Limits {
        per_source: 0,
        register: 0,
        mail_source: 0,
        ..defaults.limits
    };
    Policy {
        limits,
        mail,
        ..defaults
    }
}
