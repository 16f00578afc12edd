//! The seller. Label and ship ask where the order stands and commit later (`shipping::Service::command`).

use order::State;
use shipping::ShipmentState;

use crate::asks::{Click, OrderAsk};
use crate::mutations::Rule;
use crate::search::Step;
use crate::state::{Desk, Page, World};

impl Page {
    pub(super) fn desk(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        self.answers_stop(w, out);
        self.gives_back(w, out);
        if self.bounds.ships {
            self.van(w, out);
            self.labels_and_ships(w, out);
            self.other_clicks(w, out);
        }
    }

    /// A person always answers, and finds only what is there.
    fn answers_stop(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        if !w.gone
            && let Some(to) = self.clicked(w, Click::Kept)
        {
            out.push(Step::sure("seller: found the box", 0, to));
        }
        if let Some(to) = self.clicked(w, Click::Left) {
            out.push(Step::sure("seller: the box has left", 0, to));
        }
    }

    /// A part of the price, by a form of now or by one that is sent once more.
    fn gives_back(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        if w.left.parts == 0 {
            return;
        }
        for made_for in 0..=w.left.parts {
            if let Some(mut to) = self.order_after(w, OrderAsk::GiveBack(made_for)) {
                to.left.parts -= 1;
                out.push(Step::may("seller: gives a part back", made_for, to));
            }
        }
    }

    /// A box with a label on may go, whatever was clicked.
    fn van(&self, w: &World, out: &mut Vec<Step<World>>) {
        let shipment = self.laws.shipments.view(w.shipment);
        if !w.gone && matches!(shipment, Some(ShipmentState::Labelled | ShipmentState::Shipped)) {
            out.push(Step::may("the van takes the box", 0, World { gone: true, ..*w }));
        }
    }

    fn labels_and_ships(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        let paid = self.laws.orders.view(w.order).is_some_and(|order| order.state == State::Paid);
        if let Some(desk) = w.desk {
            let click = if desk.ships { Click::Ship } else { Click::Label };
            let mut to = World { desk: None, ..*w };
            if let Some(change) = self.laws.click(desk.decided_on, click) {
                self.commit_shipment(&mut to, change);
            }
            let text = if desk.ships { "seller: ships" } else { "seller: labels" };
            out.push(Step::sure(text, 0, to));
        } else if paid || self.drops(Rule::StandingIsAsked) {
            for (click, text) in
                [(Click::Label, "seller: is about to label"), (Click::Ship, "seller: is about to ship")]
            {
                if self.laws.click(w.shipment, click).is_some() {
                    let desk = Desk { ships: click == Click::Ship, decided_on: w.shipment };
                    out.push(Step::may(text, 0, World { desk: Some(desk), ..*w }));
                }
            }
        }
    }

    fn other_clicks(&mut self, w: &World, out: &mut Vec<Step<World>>) {
        for (click, text) in [
            (Click::Hold, "seller: holds"),
            (Click::Release, "seller: releases"),
            (Click::Deliver, "seller: notes the delivery"),
        ] {
            if let Some(to) = self.clicked(w, click) {
                out.push(Step::may(text, 0, to));
            }
        }
        if w.left.undos > 0
            && !w.gone
            && let Some(mut to) = self.clicked(w, Click::Undo)
        {
            to.left.undos -= 1;
            out.push(Step::may("seller: takes the ship back", 0, to));
        }
    }

    fn clicked(&mut self, w: &World, click: Click) -> Option<World> {
        let change = self.laws.click(w.shipment, click)?;
        let mut to = *w;
        self.commit_shipment(&mut to, change);
        Some(to)
    }
}
