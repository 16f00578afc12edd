//! The number of a parcel: put on an order, shipped with, and put right, for one order or for all that go in one box.

use customer::Permission;
use kernel::OrderNumber;
use leptos::prelude::*;
use shipping::{Command, Parcel, Shipment, ShipmentState};

use super::api::{command, refused, stage};
use super::bulk::others;
use super::carriers::Carrier;
use super::many;
use super::notice::BAD_TRACKING;
use super::view::Alongside;
use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other};

/// Puts a label on a shipment.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, as every command here.
#[server(name = Label, prefix = "/api", endpoint = "label")]
pub async fn label(
    #[server(default)] order: String,
    #[server(default)] carrier: String,
    #[server(default)] tracking: String,
    #[server(default)] together: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let given = Given { order, carrier, tracking, together, lang };
    given.command(Command::Label, "labelled").await
}

/// Puts another number on a label that is on.
///
/// # Errors
/// As [`label`].
#[server(name = Relabel, prefix = "/api", endpoint = "relabel")]
pub async fn relabel(
    #[server(default)] order: String,
    #[server(default)] carrier: String,
    #[server(default)] tracking: String,
    #[server(default)] together: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let given = Given { order, carrier, tracking, together, lang };
    let Some(parcel) = given.parcel(&[]).await? else { return Ok(()) };
    let of = given.shipment().await?;
    if given.is_on(of.as_ref(), &parcel, ShipmentState::Labelled) {
        return Ok(());
    }
    command(&given.order, &given.lang, Command::Relabel(parcel), "relabelled").await
}

/// Ships: with the label's number, or with one given now.
///
/// # Errors
/// As [`label`].
#[server(name = Ship, prefix = "/api", endpoint = "ship")]
pub async fn ship(
    #[server(default)] order: String,
    #[server(default)] carrier: String,
    #[server(default)] tracking: String,
    #[server(default)] together: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    if carrier.trim().is_empty() && tracking.trim().is_empty() {
        return command(&order, &lang, Command::Ship(None), "shipped").await;
    }
    let given = Given { order, carrier, tracking, together, lang };
    given.command(|parcel| Command::Ship(Some(parcel)), "shipped").await
}

/// Corrects the number of what has left. The other orders of the parcel go with it, as far as that is asked for.
///
/// # Errors
/// As [`label`].
#[server(name = Renumber, prefix = "/api", endpoint = "renumber")]
pub async fn renumber(
    #[server(default)] order: String,
    #[server(default)] carrier: String,
    #[server(default)] tracking: String,
    #[server(default)] together: String,
    #[server(default)] apart: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let given = Given { order, carrier, tracking, together, lang };
    let Some(parcel) = given.parcel(&[("apart", &apart)]).await? else { return Ok(()) };
    let of = given.shipment().await?;
    if given.is_on(of.as_ref(), &parcel, ShipmentState::Shipped) {
        return Ok(());
    }
    let all = match of {
        Some(of) if apart.is_empty() => renumber_others(&of, &parcel).await?,
        _ => true,
    };
    let done = if all { "renumbered" } else { "renumbered_some" };
    command(&given.order, &given.lang, Command::Renumber(parcel), done).await
}

/// Gives the other orders of a parcel its new number: first, so that what is left after a failure is still found by the
/// old one. Whether all of them have it now: one that was delivered or stopped stays as it is.
async fn renumber_others(of: &Shipment, parcel: &Parcel) -> Result<bool, AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Pack)?.who;
    let Some(old) = of.parcel.as_ref().filter(|_| of.state == ShipmentState::Shipped) else {
        return Ok(true);
    };
    let carrying = services.shipping.queue.carrying(std::slice::from_ref(old)).await?;
    let mut all = true;
    for (_, other) in others(of, old, &carrying) {
        let asked = match other.state {
            ShipmentState::Shipped => Command::Renumber(parcel.clone()),
            ShipmentState::Labelled => Command::Relabel(parcel.clone()),
            ShipmentState::Ready
            | ShipmentState::OnHold
            | ShipmentState::StopAsked
            | ShipmentState::Delivered
            | ShipmentState::Cancelled => {
                all = false;
                continue;
            }
        };
        all &= many::each(&services, &[other.order], &asked, who).await?.is_empty();
    }
    Ok(all)
}

/// A carrier and a number that were given for an order.
struct Given {
    order: String,
    carrier: String,
    tracking: String,
    /// The number of which is known that other orders have it, too.
    together: String,
    lang: String,
}

impl Given {
    /// Does it with the parcel.
    async fn command(&self, asked: impl FnOnce(Parcel) -> Command, done: &str) -> Result<(), AppError> {
        match self.parcel(&[]).await? {
            Some(parcel) => command(&self.order, &self.lang, asked(parcel), done).await,
            None => Ok(()),
        }
    }

    /// The shipment that it is about.
    async fn shipment(&self) -> Result<Option<Shipment>, AppError> {
        Ok(Services::get()?.shipping.shipment(parse(&self.order)?).await?)
    }

    /// Whether the shipment, standing so, has this very parcel already: then the answer says that nothing was changed, and
    /// nobody is told of a new number.
    fn is_on(&self, of: Option<&Shipment>, parcel: &Parcel, state: ShipmentState) -> bool {
        let same = of.filter(|of| of.state == state && of.parcel.as_ref() == Some(parcel));
        if let Some(of) = same {
            see_other(lang_of(&self.lang), &format!("/seller/orders/{}?notice=same_parcel", of.order));
        }
        same.is_some()
    }

    /// The parcel; `None` once the answer leads back to the form, with what else was typed. A number that other orders
    /// have, too, is asked about first: it may be another's, or one box for several orders.
    async fn parcel(&self, more: &[(&str, &str)]) -> Result<Option<Parcel>, AppError> {
        let Self { order, carrier, tracking, together, lang } = self;
        let typed = [("carrier", carrier.as_str()), ("tracking", tracking)];
        let typed: Vec<_> = typed.into_iter().chain(more.iter().copied()).collect();
        let parcel = match parcel(carrier, tracking) {
            Ok(parcel) => parcel,
            Err(field) => {
                refused(order, lang, &field, &typed).await?;
                return Ok(None);
            }
        };
        let services = Services::get()?;
        services.staff(Permission::Pack)?;
        if *together != parcel.tracking
            && let Some(entry) = services.shipping.queue.entry(parse(order)?).await?
            && !shared(&services, &entry.shipment, &parcel).await?.is_empty()
        {
            refused(order, lang, SHARED, &typed).await?;
            return Ok(None);
        }
        Ok(Some(parcel))
    }
}

/// The notice of a number that other orders have, too.
pub(super) const SHARED: &str = "shared_tracking";

/// Other orders with a parcel. An order that has it itself was asked about when its label was put on.
pub(super) async fn shared(
    services: &Services,
    of: &Shipment,
    parcel: &Parcel,
) -> Result<Vec<OrderNumber>, AppError> {
    if of.parcel.as_ref() == Some(parcel) {
        return Ok(Vec::new());
    }
    let carrying = services.shipping.queue.carrying(std::slice::from_ref(parcel)).await?;
    Ok(others(of, parcel, &carrying).map(|(number, _)| number.clone()).collect())
}

/// The other orders that have the parcel's number, each with where it stands.
pub(super) async fn alongside(services: &Services, of: &Shipment) -> Result<Vec<Alongside>, AppError> {
    let Some(parcel) = &of.parcel else { return Ok(Vec::new()) };
    let carrying = services.shipping.queue.carrying(std::slice::from_ref(parcel)).await?;
    let told = |(number, it): (&OrderNumber, &Shipment)| Alongside {
        order: it.order,
        number: number.clone(),
        stage: stage(it.state),
    };
    Ok(others(of, parcel, &carrying).map(told).collect())
}

/// A carrier we know and a number, or the notice that names the field.
pub(super) fn parcel(carrier: &str, tracking: &str) -> Result<Parcel, String> {
    let carrier = Carrier::find(carrier.trim()).ok_or("bad_carrier")?;
    let tracking = carrier.tracking(tracking).ok_or_else(|| format!("{BAD_TRACKING}{}", carrier.key))?;
    Ok(Parcel { carrier: carrier.key.to_owned(), tracking })
}
