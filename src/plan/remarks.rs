//! What is odd about a plan and still allowed: told, and left to the operator.

use crate::text::quoted;

use super::Plan;

impl Plan {
    /// Sentences for the operator, in the order of upgrade.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let ends_at = |index: usize| {
            let level = self.hierarchy.sites[index].level;
            self.survey.target[index].filter(|_| self.survey.upgrades[index]).unwrap_or(level)
        };
        for planned in &self.sites {
            let site = self.hierarchy.site(planned.site);
            let code = quoted(&site.code);
            if let Some(target) = planned.target.filter(|target| *target < site.level) {
                remarks.push(format!(
                    "site {code} runs {} already, above the target {target}: it stays there",
                    site.level
                ));
            }
            let Some(parent) = site.parent else { continue };
            let (own, above) = (ends_at(planned.site.0), ends_at(parent.0));
            if planned.upgrades && own > above {
                remarks.push(format!(
                    "site {code} goes to {own}, above its parent {}, which is at {above} then",
                    quoted(&self.hierarchy.site(parent).code)
                ));
            }
        }
        remarks
    }
}
