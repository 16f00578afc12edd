//! What a person may do to the pieces on hand.

use kernel::VariantId;
use order::{Adjustment, Level, Movement, Reason, Refusal, adjusted};
use proptest::prelude::*;
use uuid::Uuid;

fn change(seen: i64, difference: i64) -> Adjustment {
    Adjustment { variant: VariantId(Uuid::nil()), seen, difference }
}

#[test]
fn a_difference_is_added_to_what_the_page_showed() {
    let level = Level { on_hand: 5, held: 2 };
    assert_eq!(adjusted(level, change(5, 3)), Ok(8));
    assert_eq!(adjusted(level, change(5, -3)), Ok(2));
    assert_eq!(level.free(), 3);
}

#[test]
fn what_moved_since_the_page_was_made_is_a_conflict_that_says_what_there_is() {
    assert_eq!(adjusted(Level { on_hand: 4, held: 0 }, change(5, 3)), Err(Refusal::Changed { on_hand: 4 }));
}

#[test]
fn less_than_is_held_is_never_left() {
    let refused = adjusted(Level { on_hand: 5, held: 2 }, change(5, -4));
    assert_eq!(refused, Err(Refusal::BelowHeld { would_be: 1, held: 2 }));
    let refused = adjusted(Level { on_hand: 0, held: 0 }, change(0, -1));
    assert_eq!(refused, Err(Refusal::BelowHeld { would_be: -1, held: 0 }));
}

#[test]
fn every_movement_is_read_back_from_its_words() {
    let by_hand = Reason::ALL.into_iter().chain([Reason::SoldOut]).map(Movement::Adjusted);
    let of_orders = [Movement::Opening, Movement::Sold, Movement::Returned, Movement::TakenBack];
    for movement in of_orders.into_iter().chain(by_hand) {
        let reason = movement.reason().map(Reason::as_str);
        assert_eq!(Movement::from_parts(movement.as_str(), reason), Some(movement));
    }
    assert_eq!(Movement::from_parts("sold", Some("counted")), None);
    assert_eq!(Movement::from_parts("adjusted", None), None);
    assert_eq!(Reason::parse("sold_out"), None, "no form has it");
}

proptest! {
    #[test]
    fn whatever_is_asked_for_what_is_left_is_no_less_than_what_is_held(
        held in 0_i64..50, free in 0_i64..50, seen in 0_i64..100, difference in any::<i64>(),
    ) {
        let level = Level { on_hand: held + free, held };
        match adjusted(level, change(seen, difference)) {
            Ok(on_hand) => prop_assert!(on_hand >= held && seen == level.on_hand),
            Err(Refusal::Changed { on_hand }) => prop_assert!(on_hand == level.on_hand && on_hand != seen),
            Err(Refusal::BelowHeld { would_be, held: kept }) => prop_assert!(would_be < kept && kept == held),
            Err(Refusal::Unknown) => prop_assert!(false, "the level is known"),
        }
    }
}
