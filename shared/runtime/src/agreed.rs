//! What was agreed holds (spec chapter 7, "Versions"): what was shown by one version of the catalogue is
//! done as it was shown, or refused with what is something else by now.

use crate::{Call, Error, problem};
use api::ProblemCode;
use domain::catalogue::{Catalogue, Difference, Shown, Version};
use std::sync::Arc;

impl<C> Call<C> {
    /// That what somebody agreed to is in the catalogue as the version has it by which it was shown;
    /// whoever names none agreed to no more than the operation asks for.
    ///
    /// # Errors
    /// It is something else (`catalogue_changed`), or there was never such a version.
    pub async fn check_shown(&self, version: Option<Version>, of: impl Fn(&Catalogue) -> Shown) -> Result<(), Error> {
        let Some(version) = version else {
            return Ok(());
        };
        let Some(then) = self.version(version).await? else {
            let message =
                "There was never such a version of the catalogue. Send the one that came with what was shown.";
            return Err(problem::at(ProblemCode::InvalidFields, "catalogue", message));
        };
        let changes = of(&then).changes(&of(&self.app.catalogue));
        self.unchanged(ProblemCode::CatalogueChanged, version, &changes)
    }

    /// The same of what is kept with its version, such as a quote: what is different by now.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn changes_since(
        &self,
        version: Version,
        then: impl FnOnce(&Catalogue) -> Shown,
        now: impl FnOnce(&Catalogue) -> Shown,
    ) -> Result<Vec<Difference>, Error> {
        let kept = self.version(version).await?;
        let kept = kept.ok_or_else(|| problem::internal("a version of the catalogue that was never published"))?;
        Ok(then(&kept).changes(&now(&self.app.catalogue)))
    }

    /// Refuses where something is different. This function may be the one that does not know the
    /// newest version yet: it looks before its next call.
    pub fn unchanged(&self, code: ProblemCode, version: Version, changes: &[Difference]) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        self.app.catalogues.meet(version);
        Err(problem::catalogue_changed(code, changes))
    }

    async fn version(&self, version: Version) -> Result<Option<Arc<Catalogue>>, Error> {
        if version == self.app.catalogue.version() {
            return Ok(Some(self.app.catalogue.clone()));
        }
        self.app.catalogues.find(&self.app.store, version).await
    }
}
