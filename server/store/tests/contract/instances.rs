//! Several programs over one database: who lives, who serves which orders, and what one hears of another.

use std::time::Duration;

use events::{
    ConsumerName, LEASE, PARTITIONS, Partitions, Progress, Role, Standing, Unavailable, ViewStanding,
};
use kernel::{Ids, InstanceId};
use payment::Committed;

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    what_somebody_does_is_known_until_they_leave_or_fall_silent,
    programs_that_show_different_views_are_noticed,
    a_view_that_others_folded_past_lacks_something_until_it_is_built,
    a_view_counts_as_whole_unless_another_was_folded_into_while_it_was_built,
    views_that_are_folded_into_side_by_side_are_disputed,
    one_that_is_alone_serves_every_order,
    a_consumer_is_given_only_the_orders_it_is_asked_for,
    what_a_database_says_reaches_another_program,
    leases_that_are_given_back_wake_another_program_also_by_the_last_that_a_program_does,
    clients_that_hang_up_leave_no_transaction_behind,
}

/// Makes it long ago that anybody was heard of, without waiting.
const SILENCE: &str = "UPDATE instances SET seen_at = '2020-01-01T00:00:00+00:00'";
const LAPSE: &str = "UPDATE leases SET until = '2020-01-01T00:00:00+00:00'";

fn instance(shop: &Shop) -> InstanceId {
    InstanceId(shop.ids.uuid())
}

fn held(standing: &Standing, consumer: ConsumerName) -> Partitions {
    standing.held.iter().find(|(of, _)| *of == consumer).map_or(Partitions::NONE, |(_, held)| *held)
}

async fn what_somebody_does_is_known_until_they_leave_or_fall_silent(shop: &Shop) {
    let (one, other, instances) = (instance(shop), instance(shop), shop.main.instances());
    assert_eq!(instances.present().await, Ok(vec![]));

    instances.take_part(one, &[Role::Web, Role::Mail]).await.unwrap();
    let seen = instances.take_part(other, &[Role::Web, Role::Shipping]).await.unwrap();
    assert_eq!(seen.present, [Role::Web, Role::Shipping, Role::Mail]);

    instances.leave(one).await.unwrap();
    assert_eq!(instances.present().await, Ok(vec![Role::Web, Role::Shipping]));
    shop.execute(SILENCE).await;
    assert_eq!(instances.present().await, Ok(vec![]));
    instances.take_part(one, &[Role::Web]).await.unwrap();
    assert_eq!(
        shop.number("SELECT COUNT(*) FROM instances").await,
        1,
        "who fell silent long ago is forgotten"
    );
}

async fn programs_that_show_different_views_are_noticed(shop: &Shop) {
    let (one, other, instances) = (instance(shop), instance(shop), shop.main.instances());
    for me in [one, other] {
        instances.take_part(me, &[Role::Web, Role::MyPage]).await.unwrap();
    }
    assert_eq!(instances.views().await, Ok(0), "nobody has said yet");
    instances.shows(one, "first").await.unwrap();
    instances.shows(other, "first").await.unwrap();
    assert_eq!(instances.views().await, Ok(1));
    instances.shows(other, "second").await.unwrap();
    instances.take_part(other, &[Role::Web, Role::MyPage]).await.unwrap();
    assert_eq!(instances.views().await, Ok(2), "it is not forgotten by taking part");
    instances.leave(one).await.unwrap();
    assert_eq!(instances.views().await, Ok(1));
}

async fn folding(shop: &Shop) -> InstanceId {
    let me = instance(shop);
    shop.main.instances().take_part(me, &[Role::MyPage]).await.unwrap();
    me
}

/// Builds a view, as far as the database hears of it: whether that counted.
async fn build(shop: &Shop, view: &str) -> bool {
    let instances = shop.main.instances();
    let mark = instances.mark(view).await.unwrap().unwrap();
    instances.built(view, mark).await.unwrap()
}

const WHOLE: Result<ViewStanding, Unavailable> = Ok(ViewStanding::Whole { ours: true });
const LACKS: Result<ViewStanding, Unavailable> = Ok(ViewStanding::Lacks { ours: true });

async fn a_view_that_others_folded_past_lacks_something_until_it_is_built(shop: &Shop) {
    let instances = shop.main.instances();
    let first = folding(shop).await;
    assert_eq!(instances.folds(first, "one").await, LACKS, "nobody knows what it has heard of");
    assert!(build(shop, "one").await);
    assert_eq!(instances.folds(first, "one").await, WHOLE);
    instances.leave(first).await.unwrap();

    // Somebody comes with another one, and goes before they have built it.
    let second = folding(shop).await;
    assert_eq!(instances.folds(second, "another").await, LACKS);
    instances.leave(second).await.unwrap();

    let (third, fourth) = (folding(shop).await, folding(shop).await);
    instances.folds(third, "one").await.unwrap();
    let both = [instances.folds(third, "one").await, instances.folds(fourth, "one").await];
    assert_eq!(both.iter().filter(|it| **it == LACKS).count(), 1, "one of them builds: {both:?}");
    assert!(build(shop, "one").await);
    let both = [instances.folds(third, "one").await, instances.folds(fourth, "one").await];
    assert_eq!(both.iter().filter(|it| **it == WHOLE).count(), 1, "{both:?}");
    assert!(both.contains(&Ok(ViewStanding::Whole { ours: false })), "{both:?}");
}

async fn a_view_counts_as_whole_unless_another_was_folded_into_while_it_was_built(shop: &Shop) {
    let instances = shop.main.instances();
    // Before anybody has folded.
    let mark = instances.mark("one").await.unwrap().unwrap();
    let me = folding(shop).await;
    assert_eq!(instances.folds(me, "another").await, LACKS);
    assert_eq!(instances.mark("one").await, Ok(None), "while others fold, it misses something");
    instances.leave(me).await.unwrap();
    assert_eq!(instances.built("one", mark).await, Ok(false));

    // While somebody goes on folding, and then ends.
    let me = folding(shop).await;
    assert!(build(shop, "another").await);
    assert_eq!(instances.folds(me, "another").await, WHOLE);
    assert_eq!(instances.mark("one").await, Ok(None));
    assert_eq!(instances.folds(me, "another").await, WHOLE, "it lacks nothing by that");
    instances.leave(me).await.unwrap();
    let mark = instances.mark("one").await.unwrap().unwrap();
    let me = folding(shop).await;
    assert_eq!(instances.folds(me, "another").await, WHOLE);
    instances.leave(me).await.unwrap();
    assert_eq!(instances.built("one", mark).await, Ok(false));

    // While it is folded into itself: the other one is not whole any more.
    let mark = instances.mark("one").await.unwrap().unwrap();
    let me = folding(shop).await;
    assert_eq!(instances.folds(me, "one").await, LACKS);
    assert_eq!(instances.built("one", mark).await, Ok(false));
    instances.leave(me).await.unwrap();
    let me = folding(shop).await;
    assert_eq!(instances.folds(me, "another").await, LACKS);
    instances.leave(me).await.unwrap();

    assert!(build(shop, "one").await);
    let me = folding(shop).await;
    assert_eq!(instances.folds(me, "one").await, WHOLE);
    // Of two that build it the later one counts.
    let earlier = instances.mark("one").await.unwrap().unwrap();
    assert!(build(shop, "one").await);
    assert_eq!(instances.built("one", earlier).await, Ok(false));
}

async fn views_that_are_folded_into_side_by_side_are_disputed(shop: &Shop) {
    let instances = shop.main.instances();
    let (one, other) = (folding(shop).await, folding(shop).await);
    instances.folds(one, "one").await.unwrap();
    assert!(build(shop, "one").await);
    assert_eq!(instances.folds(other, "another").await, Ok(ViewStanding::Disputed));
    assert_eq!(instances.folds(one, "one").await, Ok(ViewStanding::Disputed));
    instances.leave(other).await.unwrap();
    assert_eq!(instances.folds(one, "one").await, LACKS);

    // Who only shows another one takes nothing away from it.
    assert!(build(shop, "one").await);
    let web = instance(shop);
    instances.take_part(web, &[Role::Web]).await.unwrap();
    instances.shows(web, "another").await.unwrap();
    assert_eq!(instances.folds(one, "one").await, WHOLE);
}

async fn one_that_is_alone_serves_every_order(shop: &Shop) {
    let instances = shop.main.instances();
    let standing = instances.take_part(instance(shop), &Role::ALL).await.unwrap();
    assert_eq!(standing.held, ConsumerName::ALL.map(|consumer| (consumer, Partitions::ALL)));
    let none = instances.take_part(instance(shop), &[Role::Web, Role::Expiry]).await.unwrap();
    assert_eq!(none.held, []);
}

async fn a_consumer_is_given_only_the_orders_it_is_asked_for(shop: &Shop) {
    for _ in 0..20 {
        shop.order(shop.variant(1).await, 1).await;
    }
    let outbox = shop.main.outbox();
    let due = async |of| outbox.due(ConsumerName::MyPage, of, NOON, 99).await.unwrap().len();
    let mut sum = 0;
    for partition in 0..PARTITIONS {
        sum += due([partition].into_iter().collect()).await;
    }
    assert_eq!((sum, due(Partitions::ALL).await, due(Partitions::NONE).await), (20, 20, 0));
    let half: Partitions = (0..PARTITIONS).filter(|it| it % 2 == 1).collect();
    let other: Partitions = (0..PARTITIONS).filter(|it| it % 2 == 0).collect();
    assert_eq!(due(half).await + due(other).await, 20);
}

/// Between two programs over one file nothing is told: there the poll finds it.
async fn what_a_database_says_reaches_another_program(shop: &Shop) {
    let Some(other) = shop.another_program().await else { return };
    let mut heard = other.committed();
    // The other one begins to listen, and then looks once.
    heard.changed().await.unwrap();
    shop.order(shop.variant(1).await, 1).await;
    heard.changed().await.unwrap();
    other.close().await;
}

async fn leases_that_are_given_back_wake_another_program_also_by_the_last_that_a_program_does(shop: &Shop) {
    let (Some(ending), Some(other)) = (shop.another_program().await, shop.another_program().await) else {
        return;
    };
    let (wakes, mut heard) = (other.wakes(), other.committed());
    heard.changed().await.unwrap();
    // Of what it looked for when it began to listen.
    wakes.leases().await;
    let me = instance(shop);
    ending.instances().take_part(me, &[Role::Mail]).await.unwrap();
    ending.instances().leave(me).await.unwrap();
    ending.close().await;
    wakes.leases().await;
    other.close().await;
}

/// A browser that leaves drops the request half way, wherever it is. Afterwards as many commands as there are
/// connections, and more, each find theirs clean.
async fn clients_that_hang_up_leave_no_transaction_behind(shop: &Shop) {
    let orders = shop.main.orders();
    let variant = shop.variant(2_000).await;
    for i in 0..1_000_u64 {
        let (decided, draft) = shop.open_order(&shop.draft(shop.session(), variant, 1).await);
        let placing = orders.place(decided, draft, None);
        // Hangs up somewhere between the begin and the commit.
        let _ = tokio::time::timeout(Duration::from_micros(i * 3), placing).await;
    }
    let placed = (0..64).map(|_| shop.order(variant, 1));
    assert_eq!(futures::future::join_all(placed).await.len(), 64);
    let idle = "SELECT COUNT(*) FROM pg_stat_activity
                WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    if shop.is_postgres() {
        assert_eq!(shop.number(idle).await, 0);
    }
    let (on_hand, held) = shop.stock().await;
    let orders = shop.number("SELECT COUNT(*) FROM orders").await;
    assert_eq!((on_hand, held), (2_000, orders), "each order keeps its piece, and no other");
}

/// The instances of PostgreSQL alone share: over a file each serves everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_share_the_orders_evenly_and_take_over_from_one_that_is_gone() {
    let Some(shop) = Shop::on_postgres().await else { return };
    let (one, other, third) = (instance(&shop), instance(&shop), instance(&shop));
    let instances = shop.main.instances();
    let take_part = async |me| held(&instances.take_part(me, &Role::ALL).await.unwrap(), ConsumerName::Mail);

    assert_eq!(take_part(one).await, Partitions::ALL);
    assert_eq!(take_part(other).await, Partitions::NONE, "nothing is free yet");
    let half = take_part(one).await;
    assert_eq!(half.count(), 32);
    assert_eq!(take_part(other).await.bits(), !half.bits());

    take_part(third).await;
    let (a, b) = (take_part(one).await, take_part(other).await);
    let c = take_part(third).await;
    assert_eq!((a.count(), b.count(), c.count()), (22, 22, 20));
    assert_eq!(a.bits() | b.bits() | c.bits(), Partitions::ALL.bits());

    // The first is killed. Its leases are free when they have lapsed, and not before.
    let lapse = "UPDATE leases SET until = until - INTERVAL '9 s'";
    assert_eq!(take_part(other).await.count(), 22);
    shop.execute(lapse).await;
    shop.execute("UPDATE instances SET seen_at = seen_at - INTERVAL '9 s'").await;
    assert!(LEASE < kernel::time::seconds(9));
    for _ in 0..2 {
        take_part(third).await;
        take_part(other).await;
    }
    let (b, c) = (take_part(other).await, take_part(third).await);
    assert_eq!((b.count(), c.count()), (32, 32));
    assert_eq!(b.bits() | c.bits(), Partitions::ALL.bits());
    assert_eq!(b.bits() & c.bits(), 0);

    instances.leave(other).await.unwrap();
    assert_eq!(take_part(third).await, Partitions::ALL, "who leaves in order is not waited for");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_under_a_lease_that_went_to_another_is_refused() {
    let Some(shop) = Shop::on_postgres().await else { return };
    let (one, other) = (instance(&shop), instance(&shop));
    let theirs = shop.another_program().await.unwrap();
    let order = shop.order(shop.variant(1).await, 1).await.id;
    let step = |seq| Progress { consumer: ConsumerName::Payment, order, seq };
    let consume = async |database: &store::Database, seq| {
        database.refunds().consume(None, Vec::new(), step(seq), NOON).await
    };
    shop.main.instances().take_part(one, &[Role::Payment]).await.unwrap();
    assert_eq!(consume(&shop.main, 1).await, Ok(Committed::Done));

    shop.execute(LAPSE).await;
    shop.execute(SILENCE).await;
    theirs.instances().take_part(other, &[Role::Payment]).await.unwrap();

    assert!(consume(&shop.main, 2).await.is_err());
    assert_eq!(consume(&theirs, 2).await, Ok(Committed::Done));
    assert_eq!(consume(&theirs, 2).await, Ok(Committed::AppliedBefore));
    theirs.close().await;
}
