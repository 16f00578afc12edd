//! Orders that a browser may see although they are not its own: somebody had the order's link, or knew its number and
//! mail address.

use async_trait::async_trait;
use events::Unavailable;
use kernel::time::{Span, days};
use kernel::{DeviceId, OrderId, OrderNumber, Time};

use crate::Email;
use crate::form::{Field, FieldError, Refusal, Why, errors};
use crate::membership::{Membership, Visit};
use crate::tries::Limit;

/// A browser keeps an order open so long.
pub const OPEN: Span = days(1);

/// The orders that browsers have opened.
#[async_trait]
pub trait OpenedOrders: Send + Sync {
    /// Keeps that a browser opened an order. Saying it again keeps the later end.
    async fn open(&self, device: DeviceId, order: OrderId, until: Time) -> Result<(), Unavailable>;

    /// Whether a browser has an order open.
    async fn has_opened(&self, device: DeviceId, order: OrderId, now: Time) -> Result<bool, Unavailable>;

    /// Forgets what was over then.
    async fn forget_opened(&self, before: Time) -> Result<(), Unavailable>;
}

/// Orders by what their buyers know of them.
#[async_trait]
pub trait FindOrder: Send + Sync {
    /// The order of this number and this mail address. A wrong one of the two is as none.
    async fn find(&self, number: &OrderNumber, email: &Email) -> Result<Option<OrderId>, Unavailable>;
}

impl Membership {
    /// Opens an order in a browser for somebody who knows its number and its mail address. None and a wrong one are the
    /// same answer.
    ///
    /// # Errors
    /// What is wrong with the form; [`Refusal::Wait`] after too many tries at the number, the address or from the network.
    pub async fn find_order(&self, visit: &Visit, number: &str, email: &str) -> Result<OrderId, Refusal> {
        let (number, email) = lookup_form(number, email).map_err(Refusal::Fields)?;
        let network = Limit::of_network("lookup", visit.network);
        let limits: Vec<_> =
            [Limit::of_address("lookup", number.as_str()), Limit::of_address("lookup", email.as_str())]
                .into_iter()
                .chain(network)
                .collect();
        self.try_once(limits.clone()).await?;
        let found = self.0.find.find(&number, &email).await?;
        let order = found.ok_or_else(|| Refusal::of(Field::Number, Why::Wrong))?;
        self.0.tries.take_back(limits).await?;
        self.open_order(visit.session.device, order).await?;
        Ok(order)
    }

    /// The path of a link that opens an order, made now.
    #[must_use]
    pub fn order_link(&self, order: OrderId) -> String {
        self.0.seal.path(order, self.0.clock.now())
    }

    /// Whether what a link carries opens its order now.
    #[must_use]
    pub fn link_opens(&self, order: OrderId, until: i64, seal: &str) -> bool {
        self.0.seal.opens(order, until, seal, self.0.clock.now())
    }

    /// Opens an order in a browser, for somebody who has its link.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn open_order(&self, device: DeviceId, order: OrderId) -> Result<(), Unavailable> {
        self.0.opened.open(device, order, self.0.clock.now() + OPEN).await
    }

    /// Whether a browser has an order open.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn has_opened(&self, device: DeviceId, order: OrderId) -> Result<bool, Unavailable> {
        self.0.opened.has_opened(device, order, self.0.clock.now()).await
    }
}

fn lookup_form(number: &str, email: &str) -> Result<(OrderNumber, Email), Vec<FieldError>> {
    let number = match number.trim() {
        "" => Err(Why::Missing),
        typed => OrderNumber::parse(typed).map_err(|_| Why::Malformed),
    };
    match (number, Email::parse(email)) {
        (Ok(number), Ok(email)) => Ok((number, email)),
        (number, email) => Err(errors([(Field::Number, number.err()), (Field::Email, email.err())])),
    }
}
