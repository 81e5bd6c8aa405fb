//! Where a task waits before each call to the outside, and what then befalls the call.

use std::{
    future::Future,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

/// What befalls a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// It fails and did not act: no connection, throttled, a conflict past all retries.
    Before,
    /// It acted and its reply is lost for good.
    After,
    /// It acted, its reply was lost, and the SDK delivered it again.
    Twice,
    /// The process dies before it acts.
    CrashBefore,
    /// The process dies after it acted.
    CrashAfter,
}

impl Fault {
    /// Everything that can go wrong with a write.
    pub(crate) const OF_WRITES: [Self; 5] = [
        Self::Before,
        Self::After,
        Self::Twice,
        Self::CrashBefore,
        Self::CrashAfter,
    ];
    /// Everything that can go wrong with a read: it has no effect that could be lost.
    pub(crate) const OF_READS: [Self; 2] = [Self::Before, Self::CrashBefore];
}

/// What kind of call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A call without effect.
    Read,
    /// A call with effect.
    Write,
    /// Waiting for time to pass.
    Sleep,
}

/// A call that waits for the scheduler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Waiting {
    /// Which call of its task, counted from zero.
    pub(crate) call: usize,
    /// Its name.
    pub(crate) name: &'static str,
    /// Its kind.
    pub(crate) kind: Kind,
}

#[derive(Default)]
struct State {
    calls: usize,
    waiting: Vec<Waiting>,
    granted: Option<(usize, Fault)>,
    crashed: bool,
    history: DefaultHasher,
}

/// One task's gate.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<Mutex<State>>);

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the scheduler lets this call through, and says what befalls it.
    pub(crate) async fn pass(&self, name: &'static str, kind: Kind) -> Fault {
        let call = {
            let mut state = self.state();
            let call = state.calls;
            state.calls += 1;
            state.waiting.push(Waiting { call, name, kind });
            call
        };
        let fault = Granted { gate: self, call }.await;
        (name, call, fault).hash(&mut self.state().history);
        fault
    }

    /// Notes what the task learned: from equal knowledge equal behaviour follows.
    pub(crate) fn learn(&self, what: &impl std::hash::Hash) {
        what.hash(&mut self.state().history);
    }

    /// The process is dead: the task never goes on.
    pub(crate) async fn crash(&self) -> ! {
        self.state().crashed = true;
        std::future::pending::<()>().await;
        unreachable!("a crashed task is never polled to its end")
    }

    /// The calls that wait.
    pub(crate) fn waiting(&self) -> Vec<Waiting> {
        self.state().waiting.clone()
    }

    /// Lets a call through.
    pub(crate) fn grant(&self, call: usize, fault: Fault) {
        self.state().granted = Some((call, fault));
    }

    /// Whether the process is dead.
    pub(crate) fn is_crashed(&self) -> bool {
        self.state().crashed
    }

    /// A digest of everything the task has learned.
    pub(crate) fn knowledge(&self) -> u64 {
        let state = self.state();
        let mut hasher = state.history.clone();
        state.waiting.hash(&mut hasher);
        hasher.finish()
    }
}

struct Granted<'g> {
    gate: &'g Gate,
    call: usize,
}

impl Future for Granted<'_> {
    type Output = Fault;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Fault> {
        let mut state = self.gate.state();
        match state.granted {
            Some((call, fault)) if call == self.call => {
                state.granted = None;
                state.waiting.retain(|waiting| waiting.call != call);
                Poll::Ready(fault)
            }
            _ => Poll::Pending,
        }
    }
}
