//! The context as others call it.

use std::sync::Arc;

use events::{Action, Actor, AuditEntry, Unavailable};
use kernel::{Clock, Ids, VariantId};

use crate::{
    Counts, Edited, EditedOutfit, Garments, Kept, KeptOutfit, ListQuery, Outfits, Save, SaveOutfit, Saved,
    Shelf, ShelfCard, Typed, Variant, Why, Wrong, demo, edit, edit_outfit,
};

/// The catalogue context. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    /// The garments.
    pub garments: Arc<dyn Garments>,
    /// The outfits.
    pub outfits: Arc<dyn Outfits>,
    /// The garments as pages show them.
    pub shelf: Arc<dyn Shelf>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("catalogue::Service").finish_non_exhaustive()
    }
}

/// What came of a garment's form, or an outfit's.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T = Kept> {
    /// It is kept, under this name in the address.
    Done(String),
    /// These fields have to be put right.
    Refused(Vec<Wrong>),
    /// Somebody changed it meanwhile; this is how it stands now.
    Changed(Box<T>),
    /// It is not there.
    NotFound,
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listed {
    pub cards: Vec<ShelfCard>,
    pub counts: Counts,
    /// Nothing was all that was looked for: this is what comes near.
    pub near: bool,
}

impl Service {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(
        garments: Arc<dyn Garments>,
        outfits: Arc<dyn Outfits>,
        shelf: Arc<dyn Shelf>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self { garments, outfits, shelf, clock, ids }
    }

    /// Adds a garment, hidden until it is shown.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn add(&self, who: Actor, typed: &Typed) -> Result<Outcome, Unavailable> {
        let edited = match edit(typed, None) {
            Ok(edited) => edited,
            Err(wrong) => return Ok(Outcome::Refused(wrong)),
        };
        let slug = edited.garment.slug.clone();
        Ok(match self.garments.add(self.to_save(who, Action::GarmentAdded, edited)).await? {
            Saved::Done => Outcome::Done(slug),
            Saved::Taken | Saved::Lost => Outcome::Refused(vec![("slug".to_owned(), Why::Taken)]),
        })
    }

    /// Changes a garment, if the version that the form was made of still stands. What was ordered stays as it was.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change(
        &self,
        who: Actor,
        slug: &str,
        version: i64,
        typed: &Typed,
    ) -> Result<Outcome, Unavailable> {
        let Some(kept) = self.garments.kept(slug).await? else { return Ok(Outcome::NotFound) };
        let edited = match edit(typed, Some(&kept.garment)) {
            Ok(edited) => edited,
            Err(wrong) => return Ok(Outcome::Refused(wrong)),
        };
        Ok(match self.garments.save(self.to_save(who, Action::GarmentChanged, edited), version).await? {
            Saved::Done => Outcome::Done(slug.to_owned()),
            Saved::Lost | Saved::Taken => match self.garments.kept(slug).await? {
                Some(now) => Outcome::Changed(Box::new(now)),
                None => Outcome::NotFound,
            },
        })
    }

    /// Hides a garment or shows it again. `false` when somebody changed it meanwhile.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn set_hidden(
        &self,
        who: Actor,
        slug: &str,
        version: i64,
        hidden: bool,
    ) -> Result<bool, Unavailable> {
        let action = if hidden { Action::GarmentHidden } else { Action::GarmentShown };
        let entry = entry(who, action, slug, String::new());
        let saved = self.garments.set_hidden(slug, version, hidden, entry, self.clock.now()).await?;
        Ok(saved == Saved::Done)
    }

    /// Adds an outfit, hidden until it is shown.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn add_outfit(&self, who: Actor, typed: &Typed) -> Result<Outcome<KeptOutfit>, Unavailable> {
        let edited = match edit_outfit(typed, None, &self.garments.all().await?) {
            Ok(edited) => edited,
            Err(wrong) => return Ok(Outcome::Refused(wrong)),
        };
        let slug = edited.outfit.slug.clone();
        Ok(match self.outfits.add(self.outfit_to_save(who, Action::OutfitAdded, edited)).await? {
            Saved::Done => Outcome::Done(slug),
            Saved::Taken | Saved::Lost => Outcome::Refused(vec![("slug".to_owned(), Why::Taken)]),
        })
    }

    /// Changes an outfit, if the version that the form was made of still stands.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change_outfit(
        &self,
        who: Actor,
        slug: &str,
        version: i64,
        typed: &Typed,
    ) -> Result<Outcome<KeptOutfit>, Unavailable> {
        let Some(kept) = self.kept_outfit(slug).await? else { return Ok(Outcome::NotFound) };
        let edited = match edit_outfit(typed, Some(&kept.outfit), &self.garments.all().await?) {
            Ok(edited) => edited,
            Err(wrong) => return Ok(Outcome::Refused(wrong)),
        };
        let save = self.outfit_to_save(who, Action::OutfitChanged, edited);
        Ok(match self.outfits.save(save, version).await? {
            Saved::Done => Outcome::Done(slug.to_owned()),
            Saved::Lost | Saved::Taken => match self.kept_outfit(slug).await? {
                Some(now) => Outcome::Changed(Box::new(now)),
                None => Outcome::NotFound,
            },
        })
    }

    /// Hides an outfit or shows it. `None` where there is no such outfit, `false` when somebody changed it meanwhile.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn set_outfit_hidden(
        &self,
        who: Actor,
        slug: &str,
        version: i64,
        hidden: bool,
    ) -> Result<Option<bool>, Unavailable> {
        let Some(kept) = self.kept_outfit(slug).await? else { return Ok(None) };
        let action = if hidden { Action::OutfitHidden } else { Action::OutfitShown };
        let entry = entry(who, action, slug, kept.outfit.name.ko);
        let saved = self.outfits.set_hidden(slug, version, hidden, entry, self.clock.now()).await?;
        Ok(Some(saved == Saved::Done))
    }

    async fn kept_outfit(&self, slug: &str) -> Result<Option<KeptOutfit>, Unavailable> {
        Ok(self.outfits.kept().await?.into_iter().find(|kept| kept.outfit.slug == slug))
    }

    fn outfit_to_save(&self, who: Actor, action: Action, edited: EditedOutfit) -> SaveOutfit {
        let entry = entry(who, action, &edited.outfit.slug, edited.outfit.name.ko.clone());
        SaveOutfit { edited, entry, now: self.clock.now() }
    }

    fn to_save(&self, who: Actor, action: Action, edited: Edited) -> Save {
        let garment = &edited.garment;
        let mut variants = Vec::new();
        for dye in &garment.dyes {
            for row in &garment.sizes {
                let id = VariantId(self.ids.uuid());
                let (dye, size) = (dye.clone(), row.size.clone());
                variants.push(Variant { id, garment: garment.slug.clone(), dye, size });
            }
        }
        let entry = entry(who, action, &garment.slug, garment.price.text(kernel::Lang::Ko));
        Save { edited, variants, entry, now: self.clock.now() }
    }

    /// A list. A page after the last is the last. A search that nothing fits is asked again for what comes near.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn list(&self, mut query: ListQuery) -> Result<Listed, Unavailable> {
        let mut counts = self.shelf.counts(&query).await?;
        let mut near = false;
        let loosened = query.search.as_ref().filter(|_| counts.any == 0).and_then(crate::Search::loosened);
        if let Some(search) = loosened {
            query.search = Some(search);
            counts = self.shelf.counts(&query).await?;
            near = counts.any > 0;
        }
        let last = (counts.found - 1).max(0) / query.limit.max(1) * query.limit;
        query.offset = query.offset.clamp(0, last);
        let cards = self.shelf.page(&query).await?;
        Ok(Listed { cards, counts, near })
    }

    /// Puts the demo's garments and outfits on the shelf. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn seed_demo(&self) -> Result<(), Unavailable> {
        let now = self.clock.now();
        for (position, garment) in (0..).zip(demo::garments()) {
            let variants = demo::variants(&garment);
            self.garments.put(position, garment, variants, now).await?;
        }
        for (position, outfit) in (0..).zip(demo::outfits()) {
            self.outfits.put(position, outfit.clone()).await?;
        }
        Ok(())
    }
}

fn entry(who: Actor, action: Action, slug: &str, text: String) -> AuditEntry {
    AuditEntry { who, action, order: None, subject: slug.to_owned(), text }
}
