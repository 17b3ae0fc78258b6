//! The mistakes themselves: for each the lines of the product that are replaced in the copy, and the tests that must
//! notice. Nothing of this is ever built into the product.

/// One mistake in the product's sources.
pub(crate) struct Mistake {
    /// Its name, as the table shows it.
    pub(crate) name: &'static str,
    /// The crate whose tests are to notice it.
    pub(crate) package: &'static str,
    /// Which of them are run: those whose path holds one of these words; all of them where there is none.
    pub(crate) tests: &'static [&'static str],
    /// What is replaced: each stands exactly once in its file.
    pub(crate) edits: &'static [Edit],
}

/// One replacement.
pub(crate) struct Edit {
    /// The file, seen from `src-tauri/crates`.
    pub(crate) file: &'static str,
    /// What stands there.
    pub(crate) was: &'static str,
    /// What a hurried hand might have written.
    pub(crate) is: &'static str,
}

const fn edit(file: &'static str, was: &'static str, is: &'static str) -> Edit {
    Edit { file, was, is }
}

/// All of them.
#[rustfmt::skip]
pub(crate) const ALL: &[Mistake] = &[
    Mistake { name: "a time-out is a failure", package: "gateways", tests: &[], edits: &[
        edit("gateways/src/transport.rs",
            "timeout_at(first, request.send())\n            .await\n            .map_err(|_elapsed| Failure::Unknown(Silence::TimedOut))?",
            "timeout_at(first, request.send())\n            .await\n            .map_err(|_elapsed| Failure::NotSent(NotSent::NoConnection))?"),
    ] },
    Mistake { name: "a notification is trusted without its signature", package: "gateways", tests: &[], edits: &[
        edit("gateways/src/payplug/notification.rs",
            "if !Hash::of(&params, key.expose()).is(signature) {",
            "if Hash::of(&params, key.expose()).is(signature) && params.get(HASH).is_none() {"),
    ] },
    Mistake { name: "euros of a row are read as cents", package: "gateways", tests: &[], edits: &[
        edit("gateways/src/payplug/transactions.rs",
            "Cents::parse(text).map_err(|_not_an_amount| Silence::Unreadable)",
            "let whole = text.split('.').next().and_then(|whole| whole.parse().ok());\n    whole.and_then(|cents| Cents::new(cents).ok()).ok_or(Silence::Unreadable)"),
    ] },
    Mistake { name: "`0` is not `0000`", package: "gateways", tests: &[], edits: &[
        edit("gateways/src/payplug/execcode.rs", "(1..=4)\n", "(4..=4)\n"),
    ] },
    Mistake { name: "pending, under review in Italy, is accepted", package: "gateways", tests: &[], edits: &[
        edit("gateways/src/cofidis/table.rs",
            "(\"pending\", Listed::Plain(Status::UnderReview))",
            "(\"pending\", Listed::Plain(Status::Accepted))"),
    ] },
    Mistake { name: "a refused later try hides what was done", package: "gateways", tests: &[], edits: &[
        edit("gateways/src/payplug/transactions.rs", "    if done_after_all {", "    if done_after_all && deeds.is_empty() {"),
    ] },
    Mistake { name: "an amount leaves in euros", package: "gateways", tests: &[], edits: &[
        edit("gateways/src/payplug/operations.rs", "put(\"AMOUNT\", order.amount.get().to_string())", "put(\"AMOUNT\", order.amount.to_string())"),
    ] },
    Mistake { name: "a negative amount is accepted", package: "financing", tests: &[], edits: &[
        edit("financing/src/money.rs", "if cents < 0 {", "if cents < -Self::MAX.0 {"),
    ] },
    Mistake { name: "more than is left may be refunded", package: "financing", tests: &[], edits: &[
        edit("financing/src/deed.rs", "} else if amount > left {", "} else if amount > left && left.is_zero() {"),
    ] },
    Mistake { name: "fifty minutes without a word are no abandonment", package: "financing", tests: &[], edits: &[
        edit("financing/src/told.rs",
            "draft.now >= shown + TimeDelta::minutes(minutes)",
            "draft.now >= shown + TimeDelta::days(minutes)"),
    ] },
    Mistake { name: "a day of the deadline has 24 hours", package: "financing", tests: &[], edits: &[
        edit("financing/src/calendar.rs",
            "    in_paris(local.checked_add_days(Days::new(days)).unwrap_or(local))",
            "    in_paris(local) + TimeDelta::days(days.cast_signed())"),
    ] },
    Mistake { name: "a receipt number is used again", package: "ledger", tests: &["deeds"], edits: &[
        edit("ledger/src/write.rs", "DO UPDATE SET last = last + 1 RETURNING last", "DO UPDATE SET last = last + 0 RETURNING last"),
    ] },
    Mistake { name: "no duplicate says that it is one", package: "till", tests: &["papers"], edits: &[
        edit("financing/src/deed.rs", "draft.next.receipts += 1", "draft.next.receipts = 1"),
    ] },
    Mistake { name: "one press begins two financings", package: "ledger", tests: &["deeds"], edits: &[
        edit("ledger/migrations/0001_ledger.sql",
            "token         TEXT    NOT NULL UNIQUE CHECK",
            "token         TEXT    NOT NULL CHECK"),
        edit("ledger/src/write.rs", "ON CONFLICT (token) DO NOTHING RETURNING ordinal", "RETURNING ordinal"),
    ] },
    Mistake { name: "two operations of a financing may be open", package: "ledger", tests: &["deeds", "disk"], edits: &[
        edit("ledger/migrations/0001_ledger.sql", "CREATE UNIQUE INDEX intent_one_open", "CREATE INDEX intent_one_open"),
    ] },
    Mistake { name: "two financings may bear one reference", package: "ledger", tests: &["deeds"], edits: &[
        edit("ledger/migrations/0001_ledger.sql", "    UNIQUE (key_reference, key_date, gateway),\n", ""),
    ] },
    Mistake { name: "a refund is read, checked and written without a condition", package: "ledger", tests: &["racing"], edits: &[
        edit("ledger/src/write.rs", "WHERE id = :id AND version = :version RETURNING ordinal", "WHERE id = :id AND :version > 0 RETURNING ordinal"),
    ] },
    Mistake { name: "an edited row of the journal passes", package: "ledger", tests: &["chain"], edits: &[
        edit("ledger/src/verify.rs", "if !row.follows(hash)? {", "if !row.follows(hash)? && row.seq == 0 {"),
    ] },
    Mistake { name: "NORMAL stands for FULL", package: "till", tests: &["power"], edits: &[
        edit("ledger/src/open.rs", "\"PRAGMA synchronous = FULL;", "\"PRAGMA synchronous = NORMAL;"),
        edit("ledger/src/open.rs", "synchronous == 2", "synchronous == 1"),
    ] },
    Mistake { name: "a restored till numbers on from its backup", package: "ledger", tests: &["backups"], edits: &[
        edit("ledger/src/backup.rs", "UPDATE till SET last = last + ?1", "UPDATE till SET last = last + 0 * ?1"),
    ] },
    Mistake { name: "a ledger that ends too soon is gone on with", package: "ledger", tests: &["files"], edits: &[
        edit("ledger/src/journal.rs", "if found.seq < known.seq {", "if found.seq < known.seq {\n        return Ok(());\n    }\n    if found.seq < known.seq {"),
    ] },
    Mistake { name: "a restore takes the log away before its file", package: "till", tests: &["power::restoring"], edits: &[
        edit("ledger/src/backup.rs", "    remove(path)?;\n    sync_folder(path)?;\n", ""),
    ] },
    Mistake { name: "what an interrupted run sent is sent again", package: "till", tests: &["following", "mishaps"], edits: &[
        edit("till/src/recover.rs",
            "            let event = Event::Unanswered {\n                intent: pending.intent,\n                why: Silence::Interrupted,\n            };",
            "            let _ = Silence::Interrupted;\n            let event = Event::NotSent {\n                intent: pending.intent,\n                why: financing::NotSent::NoConnection,\n            };"),
    ] },
    Mistake { name: "waits are measured by the wall clock", package: "till", tests: &["following"], edits: &[
        edit("till/src/memory.rs", "in_doubt: HashMap<(FinancingId, u32), Instant>", "in_doubt: HashMap<(FinancingId, u32), DateTime<Utc>>"),
        edit("till/src/memory.rs", "self.in_doubt.entry(name).or_insert_with(Instant::now);", "self.in_doubt.entry(name).or_insert(self.latest.unwrap_or_default());"),
        edit("till/src/ask.rs", "        let now = Instant::now();\n        let intent = (financing.id", "        let now = self.clock.now();\n        let intent = (financing.id"),
        edit("till/src/ask.rs", "now.saturating_duration_since(since).as_secs()", "(now - since).num_seconds()"),
    ] },
    Mistake { name: "an old answer's wait counts for a new operation", package: "till", tests: &["following"], edits: &[
        edit("till/src/ask.rs", "waited_s: if under_way(now) == asked_about {", "waited_s: if under_way(now) == asked_about || waited_s > 0 {"),
    ] },
    Mistake { name: "what was called interrupted while it waited leaves all the same", package: "till", tests: &["following"], edits: &[
        edit("till/src/send.rs",
            "pending.intent == intent.number && pending.standing == Standing::Dispatched",
            "pending.intent == intent.number || pending.standing == Standing::Dispatched"),
    ] },
    Mistake { name: "an older backup stands in for one that could not be looked at", package: "ledger", tests: &["copies"], edits: &[
        edit("ledger/src/backup.rs",
            "            Err(fault) if fault.is_of_the_file() => {}\n            Err(fault) => return Err(fault),",
            "            Err(_fault) => {}"),
    ] },
    Mistake { name: "a full disk keeps half a copy", package: "ledger", tests: &["copies"], edits: &[
        edit("ledger/src/backup.rs", "        _ = remove_database(making);", "        let _ = making;"),
    ] },
    Mistake { name: "the time to release counts from when the till learned of it", package: "financing", tests: &["deadlines"], edits: &[
        edit("financing/src/draft.rs", "since.max(times.started).min(now)", "since.max(now)"),
    ] },
    Mistake { name: "a restored till refunds without asking", package: "till", tests: &["restored"], edits: &[
        edit("till/src/deed.rs", "ledger.first_row(id)? < restored", "ledger.first_row(id)? > restored"),
    ] },
    Mistake { name: "staff may refund", package: "till", tests: &["deeds"], edits: &[
        edit("till/src/deed.rs", "        Actor::Manager(_) => Ok(()),\n        Actor::Staff(_) | Actor::Gateway", "        Actor::Manager(_) | Actor::Staff(_) => Ok(()),\n        Actor::Gateway"),
    ] },
];
