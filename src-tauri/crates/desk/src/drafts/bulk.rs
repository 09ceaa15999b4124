//! Bulk edits: one edit for many numbers. It is previewed for each number, and then kept as ordinary drafts.

use domain::draft::{Draft, FieldEdit};
use domain::id::AgentId;
use domain::merge::{apply, merge_without_conflicts};
use domain::observed::Observed;
use domain::phone::PhoneNumber;
use domain::template::Template;
use domain::validate::effective_fields;
use store::DraftRow;

use super::standing::{Standing, draft_of};
use crate::account::{Made, Seat, aside};
use crate::view::{
    BulkDone, BulkEdit, BulkItem, BulkPreview, Code, DeskError, FieldName, Problem, Rows, Severity, Span, words,
};

/// How many invalid numbers the preview names. The others are only counted.
const MOST_NAMED: usize = 5;

/// The edit, with its URL templates parsed once for all numbers.
struct Prepared<'a> {
    edit: &'a BulkEdit,
    webhook: Option<Template>,
    answer: Option<Template>,
}

/// The result of the edit for one number.
struct Edited {
    seen: Observed,
    /// The draft to store, with the decisions about its conflicts.
    draft: Draft,
    standing: Standing,
    problems: Vec<Problem>,
    has_draft: bool,
    started_at: Option<i64>,
}

impl Edited {
    fn is_valid(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity != Severity::Error)
    }

    /// Returns true if something would be sent, or if the edit removes an existing draft.
    fn is_changing(&self) -> bool {
        self.is_sent() || (self.is_empty() && self.has_draft)
    }

    /// Returns true if Plivo holds everything already. A decision can be changed until the draft is saved.
    fn is_empty(&self) -> bool {
        self.standing.draft.is_empty() && self.draft.decisions.is_empty()
    }

    fn is_sent(&self) -> bool {
        let draft = &self.standing.draft;
        !effective_fields(draft, &draft.base).is_empty()
    }

    /// Returns true if the edit is kept as a draft but nothing of it is sent, such as a Webhook URL on a number with an
    /// AI agent.
    fn is_parked(&self) -> bool {
        !self.standing.draft.is_empty() && !self.is_sent()
    }
}

impl Seat {
    /// Returns the counts of what the edit would do to the selected numbers. `selection` is the version of the
    /// selection that the person saw.
    pub(crate) async fn bulk_preview(&self, selection: u32, edit: &BulkEdit) -> Result<BulkPreview, DeskError> {
        let numbers = self.selected(selection).await?;
        let (seat, edit) = (self.clone(), edit.clone());
        aside(move || seat.preview_of(&numbers, &edit)).await
    }

    fn preview_of(&self, numbers: &[PhoneNumber], edit: &BulkEdit) -> Result<BulkPreview, DeskError> {
        let prepared = match Prepared::new(edit) {
            Ok(prepared) => prepared,
            Err(problems) => return Ok(BulkPreview { problems, ..BulkPreview::default() }),
        };
        let mut preview = BulkPreview { numbers: numbers.len() as u32, ..BulkPreview::default() };
        self.make_each(numbers, &prepared, |made| preview.count(&made))?;
        Ok(preview)
    }

    /// Returns a window of the selected numbers, with the result of the edit for each. Empty if a field itself is
    /// invalid.
    pub(crate) async fn bulk_items(
        &self,
        selection: u32,
        edit: &BulkEdit,
        span: Span,
    ) -> Result<Rows<BulkItem>, DeskError> {
        let numbers = self.selected(selection).await?;
        let Ok(prepared) = Prepared::new(edit) else { return Ok(Rows { total: 0, rows: Vec::new() }) };
        let agents = self.known_agents()?;
        let mut rows = Vec::new();
        for number in span.of(&numbers) {
            let made = self.make_one(number, &prepared, agents.as_deref())?;
            rows.push(made.map_or_else(|| gone(number), |made| self.bulk_item(&made)));
        }
        Ok(Rows { total: numbers.len() as u32, rows })
    }

    fn bulk_item(&self, made: &Edited) -> BulkItem {
        BulkItem {
            number: made.seen.number.to_string(),
            international: made.seen.number.international(),
            alias: made.seen.held.alias.clone().unwrap_or_default(),
            changes: self.draft_changes(&made.standing, &made.seen.held),
            problems: made.problems.clone(),
            has_draft: made.has_draft,
            parked: made.is_parked(),
        }
    }

    /// Makes the drafts, all of them or none. Existing drafts are set aside.
    pub(crate) async fn bulk_draft(&self, selection: u32, edit: &BulkEdit) -> Result<BulkDone, DeskError> {
        let numbers = self.selected(selection).await?;
        let (seat, edit) = (self.clone(), edit.clone());
        aside(move || seat.make_bulk_drafts(&numbers, &edit)).await
    }

    fn make_bulk_drafts(&self, numbers: &[PhoneNumber], edit: &BulkEdit) -> Result<BulkDone, DeskError> {
        let prepared = Prepared::new(edit).map_err(|problems| first_of(&problems))?;
        let (made, invalid, discarded) = {
            let _drafting = self.account.drafts.hold();
            let mut all = Vec::with_capacity(numbers.len());
            self.make_each(numbers, &prepared, |made| all.push(made))?;
            // Plivo holds everything already: the existing draft is removed.
            let (gone, kept): (Vec<&Edited>, Vec<&Edited>) = all.iter().partition(|made| made.is_empty());
            let at = self.now();
            let row = |made: &&Edited| {
                let row = self.draft_row(&made.seen.number, &made.draft, (made.started_at, false))?;
                Ok::<_, DeskError>(DraftRow { saved_at: at, ..row })
            };
            let rows = kept.iter().map(row).collect::<Result<Vec<DraftRow>, _>>()?;
            let gone: Vec<&Edited> = gone.into_iter().filter(|made| made.has_draft).collect();
            let leaving: Vec<PhoneNumber> = gone.iter().map(|made| made.seen.number).collect();
            let set_aside = self.store().exchange_drafts(self.id(), &leaving, &rows, &[], at)?;
            let ready = kept.iter().filter(|made| made.is_valid() && made.is_sent());
            let made = Made {
                numbers: kept.iter().map(|made| made.seen.number).collect(),
                wabas: Vec::new(),
                ready: ready.map(|made| made.seen.number).collect(),
                aside: set_aside,
                at,
                undoes: None,
            };
            let invalid = kept.iter().filter(|made| !made.is_valid()).count();
            (made, invalid, gone.len())
        };
        let ready = made.ready.len() as u32;
        let made = self.keep_made(made);
        self.drafts_were_made();
        Ok(BulkDone { made, ready, invalid: invalid as u32, discarded: discarded as u32 })
    }

    /// Calls `take` with the result for each number, one at a time: very many may be selected.
    fn make_each(
        &self,
        numbers: &[PhoneNumber],
        edit: &Prepared<'_>,
        mut take: impl FnMut(Edited),
    ) -> Result<(), DeskError> {
        let agents = self.known_agents()?;
        for number in numbers {
            if let Some(made) = self.make_one(number, edit, agents.as_deref())? {
                take(made);
            }
        }
        Ok(())
    }

    /// Returns none for a number that was removed meanwhile: it is left out.
    fn make_one(
        &self,
        number: &PhoneNumber,
        edit: &Prepared<'_>,
        agents: Option<&[AgentId]>,
    ) -> Result<Option<Edited>, DeskError> {
        let Some(row) = self.store().number(self.id(), number)? else { return Ok(None) };
        let kept = self.store().draft(self.id(), number)?;
        let held = row.seen.held.clone();
        // An unreadable draft is set aside, like the others.
        let readable = kept.as_ref().and_then(|kept| draft_of(kept).ok());
        let mut draft = readable.unwrap_or_else(|| Draft::new(held.clone()));
        let mut problems = edit.apply(&mut draft, &row.seen);
        // Groups that the edit has taken out of conflict are merged too.
        draft = merge_without_conflicts(&draft, &held);
        let standing = Standing::of(&draft, &held);
        let verdict = standing.verdict(agents);
        problems.extend(verdict.issues.iter().map(words::problem));
        let started_at = kept.as_ref().map(|kept| kept.started_at);
        Ok(Some(Edited { seen: row.seen, draft, standing, problems, has_draft: kept.is_some(), started_at }))
    }
}

/// A selected number that was removed keeps its row: otherwise the rows below it would move.
fn gone(number: &PhoneNumber) -> BulkItem {
    let message = "This number is no longer known here, so it is left out.".to_owned();
    BulkItem {
        number: number.to_string(),
        international: number.international(),
        alias: String::new(),
        changes: Vec::new(),
        problems: vec![Problem { field: FieldName::Number, severity: Severity::Warning, message, fix: None }],
        has_draft: false,
        parked: false,
    }
}

impl BulkPreview {
    fn count(&mut self, made: &Edited) {
        self.parked += u32::from(made.is_parked());
        if !made.is_changing() {
            return;
        }
        self.changing += 1;
        self.drafted += u32::from(made.has_draft);
        if made.is_valid() {
            return;
        }
        self.invalid += 1;
        if self.invalid_numbers.len() < MOST_NAMED {
            self.invalid_numbers.push(made.seen.number.international());
        }
    }
}

impl<'a> Prepared<'a> {
    /// Parses the templates. Returns the problems of the fields themselves, which are the same for every number.
    fn new(edit: &'a BulkEdit) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut template = |text: &Option<String>, field| match text.as_deref().map(Template::parse).transpose() {
            Ok(template) => template,
            Err(error) => {
                problems.push(error_at(field, error.to_string()));
                None
            }
        };
        let webhook = template(&edit.webhook_url, FieldName::WebhookUrl);
        let answer = template(&edit.answer_url, FieldName::AnswerUrl);
        if problems.is_empty() { Ok(Self { edit, webhook, answer }) } else { Err(problems) }
    }

    fn apply(&self, draft: &mut Draft, seen: &Observed) -> Vec<Problem> {
        let edit = self.edit;
        let mut problems = Vec::new();
        let mut put = |edit| apply(draft, &seen.held, edit);
        if let Some(alias) = &edit.alias {
            put(FieldEdit::Alias(alias.clone()));
        }
        if let Some(to) = edit.configuration_type {
            put(FieldEdit::ConfigurationType(to.into()));
        }
        if let Some(agent) = &edit.ai_agent {
            put(FieldEdit::AiAgent(agent.clone()));
        }
        if let Some(on) = edit.calling {
            put(FieldEdit::Calling(on));
        }
        for (template, field) in [(&self.webhook, FieldName::WebhookUrl), (&self.answer, FieldName::AnswerUrl)] {
            match template.as_ref().map(|template| template.fill(seen)).transpose() {
                Ok(None) => {}
                Ok(Some(url)) if field == FieldName::WebhookUrl => put(FieldEdit::WebhookUrl(url)),
                Ok(Some(url)) => put(FieldEdit::AnswerUrl(url)),
                Err(error) => problems.push(error_at(field, error.to_string())),
            }
        }
        problems
    }
}

fn error_at(field: FieldName, message: String) -> Problem {
    Problem { field, severity: Severity::Error, message, fix: None }
}

fn first_of(problems: &[Problem]) -> DeskError {
    let (message, field) = problems.first().map_or_else(
        || ("Nothing to set was chosen.".to_owned(), FieldName::WebhookUrl),
        |problem| (problem.message.clone(), problem.field),
    );
    DeskError::new(Code::InvalidInput, message).at(field)
}
