//! Another address or telephone number, while the parcel is still to be packed.

use events::{Delivery, Event};
use kernel::{DraftId, OrderId, SessionId};

use crate::{CommandError, Draft, FieldError, Fields, Order, Service, State, Verdict};

/// Decides whether the delivery changes. Where the shipment stands is shipping's to know: it is asked before, as a
/// courtesy, and takes or tells what comes too late all the same.
#[must_use]
pub fn change_address(order: &Order, delivery: &Delivery) -> Verdict {
    match order.state {
        State::Paid if order.details.delivery == *delivery => Verdict::Already,
        State::Paid => {
            let mut decided = crate::Decided::keep(order);
            decided.order.details.delivery = delivery.clone();
            Verdict::Change(Box::new(
                decided.event(Event::OrderAddressChanged { delivery: delivery.clone() }),
            ))
        }
        State::AwaitingPayment
        | State::Paying(_)
        | State::CancelPending(_)
        | State::CancelRequested
        | State::Cancelled
        | State::Expired
        | State::Completed => Verdict::Conflict,
    }
}

/// What asking for another address came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readdressed {
    Done,
    /// Too late: the label is on, or the order is no longer one that is to be sent. Nothing was changed.
    TooLate,
    /// A field cannot be taken. This draft kept what was typed, for a day.
    Refused(DraftId),
}

/// What the form for another address begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressForm {
    pub fields: Fields,
    pub errors: Vec<FieldError>,
    /// Whether the address can be changed now.
    pub open: bool,
}

impl Service {
    /// The form of a session's order: as it is, or as it was typed into a draft that was refused.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for somebody else's order.
    pub async fn address_form(
        &self,
        session: SessionId,
        id: OrderId,
        draft: Option<DraftId>,
    ) -> Result<AddressForm, CommandError> {
        let order = self.of_session(session, id).await?;
        let typed = match draft {
            Some(draft) => self.drafts.draft(draft).await?,
            None => None,
        };
        let typed = typed.filter(|draft| draft.session == session && draft.order == Some(id));
        let (fields, errors) = match typed {
            Some(Draft { fields, errors, .. }) => (fields, errors),
            None => (Fields::of(&order.details), Vec::new()),
        };
        let open = order.state == State::Paid && self.shipping.takes_address(id).await?;
        Ok(AddressForm { fields, errors, open })
    }

    /// Changes where a session's order goes, while shipping still takes it. What is refused is kept in a draft.
    ///
    /// # Errors
    /// As [`Service::address_form`].
    pub async fn change_address(
        &self,
        session: SessionId,
        id: OrderId,
        typed: Fields,
    ) -> Result<Readdressed, CommandError> {
        let order = self.of_session(session, id).await?;
        // The rest of the order form stands as it was sent.
        let email = order.details.email.clone();
        let whole = Fields { email, agree: true, privacy: true, ..typed.clone() };
        let delivery = match whole.check() {
            Ok((_, delivery)) => delivery,
            Err(errors) => return Ok(Readdressed::Refused(self.keep(&order, typed, errors).await?)),
        };
        if !self.shipping.takes_address(id).await? {
            return Ok(Readdressed::TooLate);
        }
        match self.command(id, |order, _| change_address(order, &delivery)).await {
            Ok(()) => Ok(Readdressed::Done),
            Err(CommandError::Conflict) => Ok(Readdressed::TooLate),
            Err(error) => Err(error),
        }
    }

    /// Keeps what was typed, for this form alone: the next checkout offers what was accepted.
    async fn keep(
        &self,
        order: &Order,
        typed: Fields,
        errors: Vec<FieldError>,
    ) -> Result<DraftId, CommandError> {
        let id = DraftId(self.ids.uuid());
        let draft = Draft {
            id,
            session: order.details.session,
            lines: Vec::new(),
            from_cart: false,
            fields: Fields { email: order.details.email.clone(), ..typed.cut() },
            errors,
            refused: None,
            order: Some(order.id),
            created_at: self.clock.now(),
        };
        self.drafts.create(draft).await?;
        Ok(id)
    }
}
