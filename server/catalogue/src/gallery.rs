//! The use cases of photographs: develop and keep, say what they show, take away, hand out.

use std::collections::BTreeMap;
use std::sync::Arc;

use events::{Action, Actor, AuditEntry, Unavailable};
use kernel::{Clock, Ids, PhotographId};

use crate::{Caption, Darkroom, Hung, MAX_PHOTOGRAPHS, NewPhotograph, Photograph, Photographs, Undeveloped};

/// The photographs as the shop works with them. Cheap to clone.
#[derive(Clone)]
pub struct Gallery {
    photographs: Arc<dyn Photographs>,
    darkroom: Arc<dyn Darkroom>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl std::fmt::Debug for Gallery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("catalogue::Gallery").finish_non_exhaustive()
    }
}

/// Why a photograph was not hung.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HangError {
    #[error(transparent)]
    Undeveloped(#[from] Undeveloped),
    /// The garment has as many as it can have.
    #[error("too many photographs")]
    Full,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl Gallery {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(
        photographs: Arc<dyn Photographs>,
        darkroom: Arc<dyn Darkroom>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self { photographs, darkroom, clock, ids }
    }

    /// Makes a file a photograph of a garment that is there, behind those it has.
    ///
    /// # Errors
    /// When it is no picture, or one too many.
    pub async fn hang(
        &self,
        who: Actor,
        garment: &str,
        caption: Caption,
        file: Vec<u8>,
    ) -> Result<(), HangError> {
        let files = self.darkroom.develop(file).await?;
        let id = PhotographId(self.ids.uuid());
        let entry = entry(who, Action::PhotographAdded, garment, &caption);
        let new =
            NewPhotograph { id, garment: garment.to_owned(), caption, files, entry, now: self.clock.now() };
        match self.photographs.add(new, MAX_PHOTOGRAPHS).await? {
            Hung::Done => Ok(()),
            Hung::Full => Err(HangError::Full),
        }
    }

    /// Says anew what a photograph shows, and puts it at a place, counted from 1. `false` when it is not there.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn describe(
        &self,
        who: Actor,
        garment: &str,
        id: PhotographId,
        caption: Caption,
        place: usize,
    ) -> Result<bool, Unavailable> {
        let entry = entry(who, Action::PhotographChanged, garment, &caption);
        self.photographs.describe(garment, id, caption, place, entry, self.clock.now()).await
    }

    /// Takes a photograph away. `false` when it is not there.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn remove(&self, who: Actor, garment: &str, id: PhotographId) -> Result<bool, Unavailable> {
        let entry = AuditEntry {
            who,
            action: Action::PhotographRemoved,
            order: None,
            subject: garment.to_owned(),
            text: String::new(),
        };
        self.photographs.remove(garment, id, entry, self.clock.now()).await
    }

    /// A garment's photographs, in their order.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn of_garment(&self, garment: &str) -> Result<Vec<Photograph>, Unavailable> {
        self.photographs.of_garment(garment).await
    }

    /// The first photograph of each of these garments that has one, by its slug.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn covers(&self, garments: &[String]) -> Result<BTreeMap<String, Photograph>, Unavailable> {
        let mut covers = BTreeMap::new();
        for photograph in self.photographs.covers(garments).await? {
            covers.entry(photograph.garment.clone()).or_insert(photograph);
        }
        Ok(covers)
    }

    /// The file of a hash.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn file(&self, hash: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        self.photographs.file(hash).await
    }
}

fn entry(who: Actor, action: Action, garment: &str, caption: &Caption) -> AuditEntry {
    let (subject, text) = (garment.to_owned(), caption.alt.ko.clone());
    AuditEntry { who, action, order: None, subject, text }
}
