//! Plugs the contexts into their adapters and into each other. Nothing else in the program knows both sides.

use std::sync::Arc;

use app::seller::staff::role_word;
use app::services::{Services, Shop as Settings};
use app::ui::around::business_lines;
use async_trait::async_trait;
use customer::mypage::{MyPageConsumer, MyPages};
use customer::{
    Accounts, Belongings, Email, FindOrder, GuestOrders, InvitationLetter, LinkLetter, Membership,
    MembershipPorts, OrderSeal, Rebuild, SignIn, Staffing, StaffingPorts,
};
use events::{Consumer, Line, Outbox, Unavailable};
use kernel::{
    AccountId, AttemptId, Clock, Ids, InstanceId, Lang, Money, OrderId, OrderNumber, Secret, SessionId, Text,
};
use mail::Content;
use order::{ClosedDays, DeliveryTerms, DraftLine, Inventory, PayReply, PayRequest, State};
use payment::{Gate, PaymentProvider, Reply, Settlement};
use shipping::ShipmentState;
use store::{Database, ViewDatabase};

use crate::gateway::darkroom::WebpDarkroom;
use crate::gateway::links::PublicLinks;
use crate::http::{Hub, QueueFeed, Readiness};
use crate::passwords::Argon2id;
use crate::system;
use crate::worker::Relay;

/// Payments that may be under way at the provider at a time.
const BULKHEAD: usize = 32;

/// What the program is made of.
#[derive(Debug, Clone)]
pub struct Shop {
    pub services: Services,
    /// This program among the others over its database.
    pub instance: InstanceId,
    pub relay: Relay,
    pub my_page: MyPageConsumer,
    pub hub: Hub,
    pub queue: QueueFeed,
    pub main: Database,
    pub view: ViewDatabase,
}

/// What differs between a program and a test.
#[derive(Clone)]
pub struct Ports {
    pub main: Database,
    pub view: ViewDatabase,
    pub provider: Arc<dyn PaymentProvider>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub password: Option<Secret>,
    pub mail: Mail,
    pub settings: Settings,
}

/// How letters leave, and how long they are remembered.
#[derive(Clone)]
pub struct Mail {
    /// `None`: letters are written and wait.
    pub postbox: Option<Arc<dyn mail::Postbox>>,
    pub retention: mail::Retention,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// The rows that an order's way is written to. The tests of faults put themselves in between.
#[derive(Clone)]
pub struct Rows {
    pub orders: Arc<dyn order::Orders>,
    pub attempts: Arc<dyn payment::Attempts>,
    pub refunds: Arc<dyn payment::Refunds>,
    pub shipments: Arc<dyn shipping::Shipments>,
    pub letters: Arc<dyn mail::Letters>,
    pub my_pages: Arc<dyn MyPages>,
    pub outbox: Arc<dyn Outbox>,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

impl Rows {
    /// The databases' own.
    #[must_use]
    pub fn of(main: &Database, view: &ViewDatabase) -> Self {
        Self {
            orders: main.orders(),
            attempts: main.attempts(),
            refunds: main.refunds(),
            shipments: main.shipments(),
            letters: main.letters(),
            my_pages: view.pages(),
            outbox: main.outbox(),
        }
    }
}

/// Wires a shop.
#[must_use]
pub fn wire(ports: Ports) -> Shop {
    let rows = Rows::of(&ports.main, &ports.view);
    wire_over(rows, ports)
}

/// Wires a shop over given rows.
#[must_use]
pub fn wire_over(rows: Rows, ports: Ports) -> Shop {
    let Ports { main, view, provider, clock, ids, password, mail, settings } = ports;
    let Rows { orders, attempts, refunds, shipments, letters, my_pages, outbox } = rows;
    let (hub, queue) = (Hub::default(), QueueFeed::default());

    let catalogue =
        catalogue::Service::new(main.garments(), main.outfits(), main.shelf(), clock.clone(), ids.clone());
    let standing = Arc::new(Standing(orders.clone()));
    let gate = Gate::new(BULKHEAD, clock.clone(), ids.clone());
    let darkroom = Arc::new(WebpDarkroom::default());
    let gallery = catalogue::Gallery::new(main.photographs(), darkroom, clock.clone(), ids.clone());
    let payment = payment::Service::new(
        attempts,
        refunds,
        standing.clone(),
        provider,
        gate,
        clock.clone(),
        ids.clone(),
    );
    let shop_settings = settings::Service::new(main.settings(), clock.clone());
    let (lines, fees) =
        (Arc::new(CatalogueLines(catalogue.clone())), Arc::new(SetFees(shop_settings.clone())));
    let cart =
        order::CartService::new(main.carts(), lines.clone(), main.free_pieces(), fees.clone(), clock.clone());
    let of_order = order::Ports {
        orders,
        drafts: main.drafts(),
        lines,
        pieces: main.free_pieces(),
        fees,
        payments: Arc::new(SynchronousPayments(payment.clone())),
        shipping: Arc::new(Parcels(shipments.clone())),
        calendar: Arc::new(BusinessDays(shop_settings.clone())),
    };
    let order = order::Service::new(of_order, clock.clone(), ids.clone());
    let inventory = Inventory::new(main.stock(), clock.clone());
    let settlement = Settlement::new(payment.clone(), main.settlements());
    let shipping = shipping::Service::new(shipments, main.queue(), standing, clock.clone());
    let seal = OrderSeal::new(settings.return_key.clone());
    let links = PublicLinks::new(&settings.address, seal.clone());
    let Mail { postbox, retention } = mail;
    let mail = mail::Service::new(
        letters,
        postbox,
        Arc::new(links.clone()),
        Arc::new(BusinessData(shop_settings.clone())),
        retention,
        clock.clone(),
        ids.clone(),
    );
    let desk = desk::Service::new(
        main.register(),
        main.stuck(),
        main.notes(),
        main.held(),
        clock.clone(),
        ids.clone(),
    );
    let my_page =
        MyPageConsumer::new(my_pages.clone(), main.snapshots(), Arc::new(hub.clone()), clock.clone());
    let sign_in = SignIn::new(
        main.sessions(),
        main.links(),
        system::token,
        password.as_ref(),
        clock.clone(),
        ids.clone(),
    );
    // One bulkhead for all passwords.
    let passwords = Arc::new(Argon2id::default());
    let personal = Arc::new(PersonalLetters { mail: mail.clone(), links });
    let membership = Membership::new(MembershipPorts {
        accounts: main.accounts(),
        sessions: main.sessions(),
        passwords: passwords.clone(),
        tries: main.tries(),
        forms: main.forms(),
        belongings: Arc::new(Checkouts {
            order: order.clone(),
            cart: cart.clone(),
            accounts: main.accounts(),
        }),
        post: personal.clone(),
        guest_orders: Arc::new(GuestsOrders {
            order: order.clone(),
            finder: main.finder(),
            accounts: main.accounts(),
        }),
        opened: main.opened(),
        find: Arc::new(Found(main.finder())),
        addresses: main.addresses(),
        seal,
        tokens: system::token,
        clock: clock.clone(),
        ids: ids.clone(),
    });

    let staffing = Staffing::new(StaffingPorts {
        roster: main.roster(),
        passwords,
        tries: main.tries(),
        post: personal,
        sign_in: sign_in.clone(),
        tokens: system::token,
        clock: clock.clone(),
        ids: ids.clone(),
    });

    let consumers: Vec<Arc<dyn Consumer>> = vec![
        Arc::new(order.consumer()),
        Arc::new(payment.consumer()),
        Arc::new(shipping.consumer()),
        Arc::new(my_page.clone()),
        Arc::new(mail.consumer()),
    ];
    let instance = InstanceId(ids.uuid());
    let relay = Relay::new(outbox.clone(), consumers, clock.clone(), ids);
    let services = Services {
        catalogue,
        gallery,
        order,
        cart,
        inventory,
        figures: main.figures(),
        returns: main.returns(),
        payment,
        settlement,
        shipping,
        settings: shop_settings,
        mail,
        desk,
        sign_in,
        membership,
        staffing,
        my_pages,
        snapshots: main.snapshots(),
        outbox,
        instances: main.instances(),
        audit: main.audit(),
        rebuild: Rebuild::new(my_page.clone(), clock.clone()),
        clock,
        shop: Arc::new(settings),
    };
    Shop { services, instance, relay, my_page, hub, queue, main, view }
}

/// Order's standing, for payment and shipping to ask.
struct Standing(Arc<dyn order::Orders>);

#[async_trait]
impl payment::Orders for Standing {
    async fn waits_for(&self, order: OrderId, attempt: AttemptId) -> Result<bool, Unavailable> {
        Ok(self.0.order(order).await?.is_some_and(|order| order.state == State::Paying(attempt)))
    }
}

#[async_trait]
impl shipping::Orders for Standing {
    async fn is_paid(&self, order: OrderId) -> Result<bool, Unavailable> {
        Ok(self.0.order(order).await?.is_some_and(|order| order.state == State::Paid))
    }
}

/// Where a parcel stands, for order to ask.
struct Parcels(Arc<dyn shipping::Shipments>);

#[async_trait]
impl order::Shipping for Parcels {
    async fn takes_address(&self, order: OrderId) -> Result<bool, Unavailable> {
        let state = self.0.shipment(order).await?.map(|shipment| shipment.state);
        Ok(state.is_none_or(ShipmentState::takes_address))
    }
}

/// Payment, as order asks it: request and reply in this process.
#[derive(Debug)]
pub struct SynchronousPayments(pub payment::Service);

#[async_trait]
impl order::Payments for SynchronousPayments {
    async fn pay(&self, request: PayRequest) -> Result<PayReply, Unavailable> {
        let PayRequest { order, attempt, amount, method } = request;
        self.0.pay(order, attempt, amount, method).await.map(said)
    }

    async fn abandon(&self, attempt: AttemptId) -> Result<PayReply, Unavailable> {
        self.0.abandon(attempt).await.map(said)
    }

    async fn close_unsent(
        &self,
        order: OrderId,
        attempt: AttemptId,
        amount: Money,
    ) -> Result<PayReply, Unavailable> {
        self.0.close_unsent(order, attempt, amount).await.map(said)
    }
}

fn said(reply: Reply) -> PayReply {
    match reply {
        Reply::Approved => PayReply::Approved,
        Reply::Declined(failure) => PayReply::Declined { failure },
        Reply::Busy { retry_after } => PayReply::Busy { retry_after },
        Reply::ActionNeeded(page) => PayReply::ActionNeeded { page: page.0 },
        Reply::Checking => PayReply::Checking,
    }
}

/// What a guest put aside and was about to order.
struct Checkouts {
    order: order::Service,
    cart: order::CartService,
    accounts: Arc<dyn Accounts>,
}

#[async_trait]
impl Belongings for Checkouts {
    async fn follow(&self, guest: SessionId, account: SessionId) -> Result<(), Unavailable> {
        if let Some(owner) = self.accounts.account(AccountId(account.uuid())).await? {
            self.order.go_on_as(guest, account, owner.email.as_str().to_owned()).await?;
        }
        self.cart.follow(guest, account).await
    }
}

/// What guests ordered with an address, for the account that proved it is theirs.
struct GuestsOrders {
    order: order::Service,
    finder: Arc<dyn order::Finder>,
    accounts: Arc<dyn Accounts>,
}

#[async_trait]
impl GuestOrders for GuestsOrders {
    async fn claim(&self, email: &Email, account: SessionId) -> Result<(), Unavailable> {
        for found in self.finder.of_email(email.as_str()).await? {
            // What an account ordered for this address is that account's, until it is closed: see `Accounts::close`.
            let guests = self.accounts.account(AccountId(found.owner.uuid())).await?.is_none();
            if guests
                && let Err(order::CommandError::Unavailable(why)) =
                    self.order.claim(found.owner, account, found.order).await
            {
                return Err(why);
            }
        }
        Ok(())
    }
}

/// Orders by number and mail address.
struct Found(Arc<dyn order::Finder>);

#[async_trait]
impl FindOrder for Found {
    async fn find(&self, number: &OrderNumber, email: &Email) -> Result<Option<OrderId>, Unavailable> {
        let found = self.0.by_number(number).await?;
        Ok(found.filter(|found| found.email == order::email_key(email.as_str())).map(|found| found.order))
    }
}

/// Who sells, as the foot of every page says it.
struct BusinessData(settings::Service);

#[async_trait]
impl mail::Imprint for BusinessData {
    async fn lines(&self, lang: Lang) -> Result<Vec<String>, Unavailable> {
        let business = self.0.current().await?.settings.business;
        Ok(business_lines(lang, &business.into()))
    }
}

/// The letters of accounts and of the desk's people, as mail posts them.
struct PersonalLetters {
    mail: mail::Service,
    links: PublicLinks,
}

#[async_trait]
impl customer::Post for PersonalLetters {
    async fn register(&self, letter: LinkLetter) -> Result<(), Unavailable> {
        let LinkLetter { to, lang, token, until } = letter;
        let link = self.links.with_token("/account/register", lang, &token);
        self.mail.post(to.as_str(), lang, Content::Register { link, until }).await?;
        Ok(())
    }

    async fn has_account(&self, to: Email, lang: Lang) -> Result<(), Unavailable> {
        let [log_in, reset] = ["/account/log-in", "/account/reset"].map(|page| self.links.page(page, lang));
        self.mail.post(to.as_str(), lang, Content::HasAccount { log_in, reset }).await?;
        Ok(())
    }

    async fn reset_password(&self, letter: LinkLetter) -> Result<(), Unavailable> {
        let LinkLetter { to, lang, token, until } = letter;
        let link = self.links.with_token("/account/reset", lang, &token);
        self.mail.post(to.as_str(), lang, Content::ResetPassword { link, until }).await?;
        Ok(())
    }

    async fn invite(&self, letter: InvitationLetter) -> Result<(), Unavailable> {
        let InvitationLetter { to, lang, role, token, until } = letter;
        let link = self.links.with_token("/seller/join", lang, &token);
        let [ko, en] = [Lang::Ko, Lang::En].map(|lang| role_word(role, lang).to_owned());
        self.mail.post(to.as_str(), lang, Content::Invitation { link, until, role: Text { ko, en } }).await?;
        Ok(())
    }
}

/// The catalogue's words and prices for what is ordered.
struct CatalogueLines(catalogue::Service);

#[async_trait]
impl order::Lines for CatalogueLines {
    async fn lines(&self, lines: &[DraftLine]) -> Result<Option<Vec<Line>>, Unavailable> {
        let ids: Vec<_> = lines.iter().map(|line| line.variant).collect();
        let known = self.0.garments.variants(&ids).await?;
        let line = |asked: &DraftLine| {
            let (variant, garment) = known.iter().find(|(variant, _)| variant.id == asked.variant)?;
            Some(in_words(variant, garment, asked.quantity))
        };
        Ok(lines.iter().map(line).collect())
    }

    async fn withdrawn(&self, line: &DraftLine) -> Result<Option<Line>, Unavailable> {
        let known = self.0.garments.ever(line.variant).await?;
        Ok(known.map(|(variant, garment)| in_words(&variant, &garment, line.quantity)))
    }
}

fn in_words(variant: &catalogue::Variant, garment: &catalogue::Garment, quantity: u32) -> Line {
    Line {
        variant: variant.id,
        garment: garment.slug.clone(),
        name: garment.name.clone(),
        dye: variant.dye.clone(),
        dye_name: catalogue::words().dye(&variant.dye),
        size: variant.size.clone(),
        quantity,
        unit_price: garment.price,
    }
}

/// The delivery fee that the owner has set.
struct SetFees(settings::Service);

#[async_trait]
impl order::DeliveryFees for SetFees {
    async fn terms(&self) -> Result<DeliveryTerms, Unavailable> {
        let settings::DeliveryFee { fee, free_from } = self.0.current().await?.settings.delivery;
        Ok(DeliveryTerms { fee, free_from })
    }
}

/// The days on which the owner has said that the shop is closed; before anything was said, weekends.
struct BusinessDays(settings::Service);

#[async_trait]
impl order::Calendar for BusinessDays {
    async fn closed_days(&self) -> Result<ClosedDays, Unavailable> {
        let dispatch = self.0.current().await?.settings.dispatch;
        if dispatch == settings::Dispatch::default() {
            return Ok(ClosedDays::weekends());
        }
        Ok(ClosedDays { weekdays: dispatch.closed_weekdays, dates: dispatch.closed_dates })
    }
}

#[async_trait]
impl Readiness for Shop {
    async fn main_answers(&self) -> bool {
        self.main.ready().await.is_ok()
    }
}
