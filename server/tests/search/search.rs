//! Breadth first through every state that a model can come into.

use std::fmt;
use std::hash::{BuildHasherDefault, Hash};

use indexmap::IndexSet;
use rustc_hash::FxHasher;

/// What happened: a sentence, and the number it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label(pub &'static str, pub u8);

/// One thing that can happen in a state.
#[derive(Debug, Clone, Copy)]
pub struct Step<S> {
    pub label: Label,
    pub to: S,
    /// Whether it happens sooner or later by itself: machinery, clock and the seller's answer. Buyers and faults do
    /// not.
    pub settles: bool,
    /// What is wrong with the step itself.
    pub wrong: Option<&'static str>,
}

impl<S> Step<S> {
    /// Happens sooner or later by itself.
    pub const fn sure(text: &'static str, about: u8, to: S) -> Self {
        Self { label: Label(text, about), to, settles: true, wrong: None }
    }

    /// May happen.
    pub const fn may(text: &'static str, about: u8, to: S) -> Self {
        Self { label: Label(text, about), to, settles: false, wrong: None }
    }
}

/// Something whose states can be searched.
pub trait Model {
    type State: Copy + Eq + Hash;

    fn start(&mut self) -> Self::State;

    /// Everything that can happen.
    fn steps(&mut self, state: &Self::State, steps: &mut Vec<Step<Self::State>>);

    /// What is wrong in any state.
    fn wrong(&self, state: &Self::State) -> Option<&'static str>;

    /// What is wrong where nothing more happens by itself.
    fn unsettled(&self, state: &Self::State) -> Option<&'static str>;

    /// The state, in a line.
    fn show(&self, state: &Self::State) -> String;
}

/// The shortest way to something wrong.
#[derive(Debug)]
pub struct Damage {
    pub kind: &'static str,
    /// What happened, and the state after it.
    pub trace: Vec<(Label, String)>,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        for (number, (Label(text, about), state)) in self.trace.iter().enumerate() {
            write!(f, "\n  {}. {text} ({about})\n     {state}", number + 1)?;
        }
        Ok(())
    }
}

/// What a search came to.
#[derive(Debug)]
pub struct Found {
    pub states: usize,
    pub steps: usize,
    /// States where nothing more happens by itself.
    pub quiet: usize,
    pub damage: Option<Damage>,
    /// Whether every state was seen.
    pub complete: bool,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { states, steps, quiet, .. } = self;
        write!(f, "{states} states, {steps} steps, {quiet} quiet")?;
        self.damage.iter().try_for_each(|damage| write!(f, "\n{damage}"))
    }
}

/// The states in the order in which they were found, each with the one it was found from.
struct Seen<S> {
    states: IndexSet<S, BuildHasherDefault<FxHasher>>,
    from: Vec<u32>,
    /// Where the steps that settle lead: those of state `i` are `settling[begins[i]..begins[i + 1]]`.
    settling: Vec<u32>,
    begins: Vec<u32>,
}

/// Searches until something is wrong, every state was seen, or there are more than `limit`.
pub fn search<M: Model>(model: &mut M, limit: usize) -> Found {
    let mut seen =
        Seen { states: IndexSet::default(), from: vec![0], settling: Vec::new(), begins: Vec::new() };
    seen.states.insert(model.start());
    let (mut steps, mut count, mut quiet) = (Vec::new(), 0, 0);
    let mut at = 0;
    while at < seen.states.len() && seen.states.len() <= limit {
        let state = seen.states[at];
        steps.clear();
        model.steps(&state, &mut steps);
        count += steps.len();
        let begin = seen.settling.len();
        seen.begins.push(index(begin));
        for step in &steps {
            let (to, is_new) = seen.states.insert_full(step.to);
            if is_new {
                seen.from.push(index(at));
            }
            let wrong = step.wrong.or_else(|| is_new.then(|| model.wrong(&step.to)).flatten());
            if let Some(kind) = wrong {
                let trace = seen.trace_of_step(model, at, step);
                return seen.found(count, quiet, Some(Damage { kind, trace }), false);
            }
            if step.settles && to != at {
                seen.settling.push(index(to));
            }
        }
        if seen.settling.len() == begin {
            quiet += 1;
            if let Some(kind) = model.unsettled(&state) {
                let trace = seen.trace(model, at);
                return seen.found(count, quiet, Some(Damage { kind, trace }), false);
            }
        }
        at += 1;
    }
    let complete = at == seen.states.len();
    seen.begins.push(index(seen.settling.len()));
    let dead_end = if complete { seen.dead_end() } else { None };
    let damage = dead_end.map(|at| Damage {
        kind: "never comes to rest: what happens by itself goes round for ever",
        trace: seen.trace(model, at),
    });
    seen.found(count, quiet, damage, complete)
}

impl<S: Copy + Eq + Hash> Seen<S> {
    fn found(&self, steps: usize, quiet: usize, damage: Option<Damage>, complete: bool) -> Found {
        Found { states: self.states.len(), steps, quiet, damage, complete }
    }

    /// A state from which nothing leads to rest by itself: the first there is.
    fn dead_end(&self) -> Option<usize> {
        let steps = |at: usize| &self.settling[self.begins[at] as usize..self.begins[at + 1] as usize];
        let mut rests: Vec<bool> = (0..self.states.len()).map(|at| steps(at).is_empty()).collect();
        loop {
            let mut more = false;
            for at in (0..rests.len()).rev() {
                if !rests[at] && steps(at).iter().any(|to| rests[*to as usize]) {
                    (rests[at], more) = (true, true);
                }
            }
            if !more {
                return rests.iter().position(|rests| !rests);
            }
        }
    }

    /// The way to a state. Steps are not kept: each is found again among those of the state before.
    fn trace<M: Model<State = S>>(&self, model: &mut M, mut at: usize) -> Vec<(Label, String)> {
        let mut trace = Vec::new();
        while at > 0 {
            let (from, to) = (self.from[at] as usize, self.states[at]);
            let mut steps = Vec::new();
            model.steps(&self.states[from], &mut steps);
            let label = steps.iter().find(|step| step.to == to).map(|step| step.label);
            trace.push((label.expect("it was found from there"), model.show(&to)));
            at = from;
        }
        trace.reverse();
        trace
    }

    fn trace_of_step<M: Model<State = S>>(
        &self,
        model: &mut M,
        at: usize,
        step: &Step<S>,
    ) -> Vec<(Label, String)> {
        let mut trace = self.trace(model, at);
        trace.push((step.label, model.show(&step.to)));
        trace
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than four thousand million")
}
