//! Which orders are printed, and what of them.

use customer::Permission;
use std::collections::BTreeMap;

use kernel::{OrderNumber, Text, Time, VariantId};
use shipping::{Place, QueueEntry, QueueQuery, ShipmentState, Tab};

use crate::AppError;
use crate::checkout::view::Line;
use crate::seller::many;
use crate::services::Services;

/// Orders on paper at a time.
const MOST: i64 = 100;

/// What a page is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// These orders.
    pub orders: Vec<String>,
    /// `ready`: all that wait to be packed.
    pub of: String,
}

/// An order on paper. There is no price in it: a parcel may be a present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub number: OrderNumber,
    pub placed_at: Time,
    pub recipient: String,
    pub phone: String,
    pub postcode: String,
    pub address: String,
    pub note: String,
    pub lines: Vec<Packed>,
}

/// A line of an order, and what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    pub variant: VariantId,
    pub line: Line,
    /// The category's name; of a garment that is no longer sold, none.
    pub category: Option<Text>,
}

/// Orders to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperView {
    /// As the page was asked for, for its address.
    pub asked: Asked,
    pub orders: Vec<Sheet>,
    /// Chosen orders that are not to be packed: cancelled, on hold, or a cancel was asked.
    pub left_out: Vec<OrderNumber>,
    /// More wait to be packed than are printed.
    pub more: bool,
    pub now: Time,
}

impl Asked {
    /// The same as a query.
    pub(super) fn query(&self) -> String {
        if !self.of.is_empty() {
            return "?of=ready".to_owned();
        }
        let orders =
            self.orders.iter().filter(|order| order.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
        let orders = orders.map(|order| format!("orders%5B%5D={order}")).collect::<Vec<_>>().join("&");
        format!("?{orders}")
    }
}

/// The orders to print, oldest first.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller; [`AppError::BadInput`] for what is no order.
pub async fn paper(asked: Asked) -> Result<PaperView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let queue = &services.shipping.queue;
    let (entries, more) = if asked.of == "ready" {
        let query = QueueQuery { tab: Tab::Ready, place: Place::Start, limit: MOST, ..QueueQuery::default() };
        let page = queue.page(query).await?;
        (page.entries, page.more)
    } else {
        (queue.entries(&many::chosen(&asked.orders)?).await?, false)
    };
    let (packed, left): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_packed);
    let left_out = left.into_iter().filter_map(|entry| Some(entry.shipment.details?.number)).collect();
    let categories = categories(&services, &packed).await?;
    let orders = packed.into_iter().filter_map(|entry| sheet(entry, &categories)).collect();
    Ok(PaperView { asked, orders, left_out, more, now: services.clock.now() })
}

/// Whether it is to be packed, or was: a slip may have to be printed again.
const fn is_packed(entry: &QueueEntry) -> bool {
    match entry.shipment.state {
        ShipmentState::Ready
        | ShipmentState::Labelled
        | ShipmentState::Shipped
        | ShipmentState::Delivered => true,
        ShipmentState::OnHold | ShipmentState::StopAsked | ShipmentState::Cancelled => false,
    }
}

/// The names of the categories that the ordered variants belong to.
async fn categories(
    services: &Services,
    entries: &[QueueEntry],
) -> Result<BTreeMap<VariantId, Text>, AppError> {
    let lines = entries.iter().filter_map(|entry| entry.shipment.details.as_ref()).flat_map(|it| &it.lines);
    let mut variants: Vec<VariantId> = lines.map(|line| line.variant).collect();
    variants.sort_unstable();
    variants.dedup();
    let known = services.catalogue.garments.variants(&variants).await?;
    let name = |key: &str| {
        services.words().categories.iter().find(|(known, _)| known == key).map(|(_, name)| name.clone())
    };
    Ok(known
        .into_iter()
        .filter_map(|(variant, garment)| Some((variant.id, name(&garment.category)?)))
        .collect())
}

fn sheet(entry: QueueEntry, categories: &BTreeMap<VariantId, Text>) -> Option<Sheet> {
    let details = entry.shipment.details?;
    let delivery = details.delivery;
    let packed = |line: events::Line| Packed {
        variant: line.variant,
        category: categories.get(&line.variant).cloned(),
        line: line.into(),
    };
    Some(Sheet {
        number: details.number,
        placed_at: entry.shipment.placed_at,
        address: delivery.address(),
        recipient: delivery.recipient.name,
        phone: delivery.recipient.phone,
        postcode: delivery.postcode,
        note: delivery.note,
        lines: details.lines.into_iter().map(packed).collect(),
    })
}
