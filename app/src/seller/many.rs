//! What is done to many orders at once: to the chosen rows of the queue.

use customer::Permission;
use events::Actor;
use kernel::{OrderId, OrderNumber};
use leptos::prelude::*;
use shipping::{Command, CommandError};

use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other};

/// The most orders that one form may name: a page of the queue.
pub(super) const MOST: usize = 100;

/// Ships the chosen orders that have a label. The others are left as they are, and the page names them.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
#[server(name = ShipMany, prefix = "/api", endpoint = "ship_many")]
pub async fn ship_many(
    #[server(default)] orders: Vec<String>,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Pack)?.who;
    let orders = chosen(&orders)?;
    let left = each(&services, &orders, &Command::Ship(None), who).await?;
    see_other(lang_of(&lang), &outcome("/seller?tab=shipped", "shipped", &orders, &left));
    Ok(())
}

/// The orders that a form names.
///
/// # Errors
/// [`AppError::BadInput`] when one is no order, or there are too many.
pub(super) fn chosen(orders: &[String]) -> Result<Vec<OrderId>, AppError> {
    if orders.len() > MOST {
        return Err(AppError::BadInput);
    }
    orders.iter().map(|order| parse(order)).collect()
}

/// Does the same to each; those that could not be done.
///
/// # Errors
/// When the database is away. What was done by then is done, and doing it again does no harm.
pub(super) async fn each(
    services: &Services,
    orders: &[OrderId],
    asked: &Command,
    who: Actor,
) -> Result<Vec<OrderNumber>, AppError> {
    let mut left = Vec::new();
    for order in orders {
        match services.shipping.command(*order, asked.clone(), who).await {
            Ok(()) => {}
            Err(CommandError::Unavailable(why)) => return Err(why.into()),
            Err(
                CommandError::NotFound
                | CommandError::Conflict
                | CommandError::TooLate
                | CommandError::StopRefused
                | CommandError::NoParcel,
            ) => left.push(*order),
        }
    }
    let left = services.desk.register.numbers(&left).await?;
    Ok(left.into_iter().map(|numbered| numbered.number).collect())
}

/// Where the form leads: what was done, and to which orders it was not.
pub(super) fn outcome(page: &str, done: &str, orders: &[OrderId], left: &[OrderNumber]) -> String {
    if left.is_empty() {
        let notice = if orders.is_empty() { "none_chosen" } else { done };
        return format!("{page}&notice={notice}");
    }
    let left = left.iter().map(OrderNumber::as_str).collect::<Vec<_>>().join(",");
    format!("{page}&notice=some_left&left={left}")
}

/// The numbers of orders that were left as they were, as an address names them; what is no number is left out.
pub(super) fn left(text: &str) -> Vec<OrderNumber> {
    text.split(',').filter_map(|number| OrderNumber::parse(number).ok()).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_named_and_read_back() {
        let number = |text| OrderNumber::parse(text).expect("a number");
        let numbers = vec![number("261123-ABCDE"), number("261123-FGHJK")];
        let order: OrderId = "00000000-0000-7000-8000-000000000001".parse().expect("an id");
        let page = outcome("/seller?tab=shipped", "shipped", &[order], &numbers);
        assert_eq!(page, "/seller?tab=shipped&notice=some_left&left=261123-ABCDE,261123-FGHJK");
        assert_eq!(left("261123-ABCDE,<script>,261123-FGHJK"), numbers);
        assert_eq!(
            outcome("/seller?tab=shipped", "shipped", &[order], &[]),
            "/seller?tab=shipped&notice=shipped"
        );
        assert_eq!(
            outcome("/seller?tab=shipped", "shipped", &[], &[]),
            "/seller?tab=shipped&notice=none_chosen"
        );
    }
}
