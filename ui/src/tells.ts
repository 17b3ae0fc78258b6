// What the contract's values are called: a fault, a state, a reason, a line of the history, each as a sentence. Every
// switch is exhaustive, so a new value on the Rust side is an error of the type check here, not a blank on the screen.
import type { AttentionView, DayRow, DetailView, Fault, GatewayTrouble, HistoryLine, OperationView, PinView, PortalFaultView, ProbeView, RejectionView, StateView, Trouble, UnresolvedView } from "./bindings";
import type { Key, Words } from "./words";

/** The colour of a state. Green is for money that is safe, red for what will be lost. */
export type Tone = "calm" | "moving" | "waiting" | "safe" | "lost";

export const TONE: Record<StateView, Tone> = {
  opening: "moving",
  shown: "moving",
  filling: "moving",
  under_review: "waiting",
  accepted: "waiting",
  reserving: "moving",
  reserved: "waiting",
  releasing: "moving",
  financed: "safe",
  cancelling: "moving",
  cancelled: "calm",
  refunding: "moving",
  refunded: "calm",
  refused: "calm",
  abandoned: "calm",
  reservation_refused: "calm",
  failed: "calm",
  withdrawing: "moving",
  withdrawn: "calm",
  lapsed: "lost",
};

/** Whether it is delivered and waits for a person: staff release it in the gateway's portal, and the till told nobody. */
export function isByHand(of: Pick<DayRow, "state" | "by_hand">): boolean {
  return of.by_hand && of.state === "releasing";
}

/** The states in the order of a financing's way. */
export const STATES = Object.keys(TONE) as StateView[];

const KEPT = ["no_connection", "no_tls", "busy", "no_credentials", "not_configured"] as const;
const SILENCES = ["timed_out", "cut", "platform_failed", "technical_error", "unreadable", "other_transaction", "already_done", "interrupted"] as const;
const REJECTIONS = ["forbidden", "declined", "malformed", "credentials", "account", "seller", "key"] as const;
const LEDGERS = ["wrong_key", "not_encrypted", "newer", "cipher_missing", "sqlite_too_old", "corrupt", "disk_full", "read_only", "io", "busy", "chain_broken", "shortened", "missing", "not_durable"] as const;
const FAILURES = ["disk_full", "read_only", "busy", "io", "corrupt", "locked", "unreachable"] as const;
const TIMES = ["journey", "release", "outcome"] as const;
const SETTINGS = ["profile", "credential", "gateway", "portal", "day", "sandbox", "relay", "pin"] as const;
const CREDENTIALS = ["login", "password", "api_key_id", "api_key", "client_id", "client_secret", "client_certificate", "account_key", "notification_key"] as const;
const FIELDS = [
  "amount", "order", "product", "mode", "title", "first_name", "last_name", "email", "phone", "mobile", "birth_date",
  "customer_reference", "address", "postal_code", "city", "country", "ship_title", "ship_first_name", "ship_last_name",
  "ship_company", "ship_phone", "ship_mobile", "ship_address", "ship_postal_code", "ship_city", "ship_country", "cart", "cart_tax", "cart_discount",
  "prescoring", "description", "extra_data", "metadata", "seller", "shop", "shop_lines", "legal_id", "till", "zone", "language", "profile",
  "staff", "value", "personal_data_months", "pin", "pin_again",
] as const;

/** A word the contract leaves open, as one of those we have words for. */
function known<T extends string>(word: string, words: readonly T[]): T | "other" {
  return words.find((each) => each === word) ?? "other";
}

/** The name of a form's field. */
export function fieldName(words: Words, field: string): string {
  const name = known(field, FIELDS);
  return name === "other" ? field : words.say(`field-${name}`);
}

/** The label of a credential; one without words shows its own name. */
export function credentialName(words: Words, name: string): string {
  const label = known(name, CREDENTIALS);
  return label === "other" ? name : words.say(`credential-${label}`);
}

const FILL_INS = { "addresses.api": "fill-in-address", "merchant.merchant_id": "fill-in-merchant", identifier: "fill-in-identifier", till_address: "fill-in-till-address" } as const satisfies Record<string, Key>;

/** The label of a value that only the shop has; one without words shows its own key. */
export function fillInName(words: Words, key: string): string {
  const label = Object.entries(FILL_INS).find(([known]) => known === key)?.[1];
  return label ? words.say(label) : key;
}

/** What an operation is called within a sentence. */
export function operation(words: Words, of: OperationView): string {
  return words.say(`operation-${of}`);
}

function rejection(words: Words, of: RejectionView): string {
  return words.say(`rejection-${known(of.kind, REJECTIONS)}`, { code: of.code });
}

/** Why nothing left the machine. */
export function keptWhy(words: Words, why: string): string {
  return words.say(`kept-${known(why, KEPT)}`);
}

/** Why there is no certain answer. */
export function silenceWhy(words: Words, why: string): string {
  return words.say(`silence-${known(why, SILENCES)}`);
}

/** A fault in three parts: what happened, what is safe, what to do. */
export interface Told {
  title: string;
  body: string;
  /** What support wants to hear, as it is. */
  quote?: string;
}

/** The largest number of the contract: what stands for "no maximum". */
const NO_LIMIT = 4_294_967_295;

/** What is wrong with one field. */
export function problem(words: Words, of: Extract<Fault, { fault: "fields" }>["fields"][number]): string {
  switch (of.problem) {
    case "too_short":
      return words.say("problem-too_short", { least: of.least });
    case "too_long":
      return words.say("problem-too_long", { most: of.most });
    case "missing":
    case "not_writable":
    case "malformed":
    case "other_country":
    case "does_not_add_up":
    case "not_digits":
    case "too_easy":
    case "differs":
      return words.say(`problem-${of.problem}`);
  }
}

/** The limits of a product, or the one of them that was passed: the other is then no limit at all. */
function limits(words: Words, { minimum, maximum }: { minimum: number; maximum: number }): string {
  if (minimum === 0) return words.say("fault-limits-most", { maximum: words.money(maximum) });
  if (maximum === NO_LIMIT) return words.say("fault-limits-least", { minimum: words.money(minimum) });
  return words.say("fault-limits-body", { minimum: words.money(minimum), maximum: words.money(maximum) });
}

/** Where a profile's text is wrong, and what its reader said. */
function mistake(words: Words, { line, key, detail }: { line: number | null; key: string; detail: string }): string {
  return [line === null ? "" : words.say("profile-line", { line }), key, detail].filter(Boolean).join(" · ");
}

/** Why a manager's PIN opens nothing. */
function managerTold(words: Words, why: PinView): Told {
  switch (why.pin) {
    case "wanted":
    case "none_set":
      return { title: words.say("manager-wanted"), body: words.say("manager-wanted-body") };
    case "wrong":
      return { title: words.say("manager-wrong"), body: words.say("manager-wrong-body", { count: why.left }) };
    case "wait":
      return { title: words.say("manager-wait"), body: words.say("manager-wait-body", { count: why.seconds }) };
  }
}

/** Why no page of a gateway's portal was opened. */
function portalTold(words: Words, why: PortalFaultView): string {
  switch (why.portal) {
    case "not_reached":
      return words.say("portal-why-not_reached", { why: keptWhy(words, why.why) });
    case "refused":
      return words.say("portal-why-refused", { why: rejection(words, why.rejection) });
    case "no_answer":
      return words.say("portal-why-no_answer", { why: silenceWhy(words, why.why) });
  }
}

export function faultTold(words: Words, fault: Fault): Told {
  switch (fault.fault) {
    case "portal":
      return { title: words.say("fault-portal"), body: portalTold(words, fault.why) };
    case "refused": {
      const left = fault.why.refusal === "above_left" ? { left: words.money(fault.why.left) } : undefined;
      return { title: words.say("fault-refused"), body: words.say(`refusal-${fault.why.refusal}`, left) };
    }
    case "fields": {
      const lines = fault.fields.map((each) => `${fieldName(words, each.field)}${words.say("colon")} ${problem(words, each)}`);
      const ofPin = fault.fields.every((each) => each.field === "pin" || each.field === "pin_again");
      return { title: words.say(ofPin ? "fault-pin" : "fault-fields"), body: lines.join(" ") };
    }
    case "limits": {
      return { title: words.say("fault-limits"), body: limits(words, fault) };
    }
    case "ask_first":
      return { title: words.say("fault-ask_first"), body: words.say("fault-ask_first-body") };
    case "too_soon":
      return { title: words.say("fault-too_soon"), body: words.say("fault-too_soon-body", { seconds: fault.seconds }) };
    case "manager":
      return managerTold(words, fault.why);
    case "vault":
      return { title: words.say(`vault-${fault.vault}`), body: words.say(`vault-${fault.vault}-body`) };
    case "profile":
      return { title: words.say("fault-profile"), body: words.say("fault-profile-body"), quote: mistake(words, fault) };
    case "setting":
      return { title: words.say("fault-setting"), body: words.say(`setting-${known(fault.setting, SETTINGS)}`) };
    case "broken":
      return {
        title: words.say("fault-broken"),
        body: words.say("fault-broken-body"),
        quote: [fault.code, fault.reference].filter(Boolean).join(" · "),
      };
    case "overtaken":
    case "not_found":
    case "not_ready":
    case "disk_full":
      return { title: words.say(`fault-${fault.fault}`), body: words.say(`fault-${fault.fault}-body`) };
  }
}

/** Why the ledger is shut, and what to do. */
export function troubleTold(words: Words, trouble: Trouble): Told {
  switch (trouble.trouble) {
    case "vault":
      return { title: words.say(`vault-${trouble.vault}`), body: words.say(`vault-${trouble.vault}-body`) };
    case "ledger": {
      const kind = known(trouble.kind, LEDGERS);
      return { title: words.say(`ledger-${kind}`), body: words.say(`ledger-${kind}-body`), quote: [trouble.kind, trouble.file, trouble.reference].filter(Boolean).join(" · ") };
    }
    case "already_open":
    case "sandbox":
      return { title: words.say(`trouble-${trouble.trouble}`), body: words.say(`trouble-${trouble.trouble}-body`) };
    case "settings": {
      const line = trouble.line === null ? "" : words.say("profile-line", { line: trouble.line });
      return { title: words.say("trouble-settings"), body: words.say("trouble-settings-body"), quote: [line, trouble.detail].filter(Boolean).join(" · ") };
    }
  }
}

/** What failed in the background, why, what is safe and what becomes of it. */
export function unresolvedTold(words: Words, of: UnresolvedView): Omit<Told, "title"> {
  const kind = of.kind === "chain_broken" || of.kind === "shortened" ? "corrupt" : known(of.kind, FAILURES);
  const facts = { time: words.dayAndTime(of.since), why: words.say(`unresolved-why-${kind}`) };
  return { body: words.say(`unresolved-${of.job}`, facts), quote: of.reference };
}

/** Why a gateway cannot be used, and what to do. Nothing was contacted. */
export function gatewayTold(words: Words, trouble: GatewayTrouble): Omit<Told, "title"> {
  switch (trouble.why) {
    case "profile":
      return { body: words.say("gateway-why-profile"), quote: mistake(words, trouble) };
    case "not_filled_in":
      return { body: words.say("gateway-why-not_filled_in", { key: trouble.key }) };
    case "credential_missing":
    case "credential_unusable":
      return { body: words.say(`gateway-why-${trouble.why}`, { credential: credentialName(words, trouble.name) }) };
    case "vault":
      return { body: `${words.say(`vault-${trouble.vault}`)}. ${words.say(`vault-${trouble.vault}-body`)}` };
    case "broken":
      return { body: words.say("gateway-why-broken"), quote: trouble.reference };
  }
}

/** Why a person is wanted, and what that person does about it. */
export function attentionTold(words: Words, of: AttentionView): Told {
  const told = (args?: Record<string, string>): Told => ({
    title: words.say(`attention-${of.reason}`, args),
    body: words.say(`attention-${of.reason}-body`, args),
  });
  switch (of.reason) {
    case "rejected":
      return { ...told({ operation: operation(words, of.operation) }), quote: rejection(words, of.rejection) };
    case "outcome_unknown":
    case "not_done":
    case "contact_gateway":
    case "incomplete":
      return told({ operation: operation(words, of.operation) });
    case "unrecognised":
      return { ...told(), quote: of.word };
    case "link_lost":
    case "journey_overdue":
    case "release_overdue":
    case "contradiction":
    case "financed_after_withdrawal":
    case "never_sent":
      return told();
  }
}

/** What a connection test proved, and in which colour. */
export function probeTold(words: Words, probe: ProbeView): { tone: Tone; text: string } {
  switch (probe.probe) {
    case "reached": {
      if (probe.authenticated === null) return { tone: "waiting", text: words.say("probe-reached") };
      return probe.authenticated
        ? { tone: "safe", text: words.say("probe-authenticated") }
        : { tone: "lost", text: words.say("probe-not-authenticated") };
    }
    case "not_reached":
      return { tone: "lost", text: `${words.say("probe-not_reached")} ${keptWhy(words, probe.why)}` };
    case "refused":
      return { tone: "lost", text: `${words.say("probe-refused")} ${rejection(words, probe.rejection)}` };
    case "no_answer":
      return { tone: "waiting", text: `${words.say("probe-no_answer")} ${silenceWhy(words, probe.why)}` };
    case "unusable":
      return { tone: "waiting", text: `${words.say("probe-unusable")} ${gatewayTold(words, probe.trouble).body}` };
  }
}

/** What the last question to the gateway brought. */
export function questionTold(words: Words, asked: NonNullable<DetailView["last_question"]>, gateway: string): string {
  const facts = { gateway, time: words.timeToTheSecond(asked.at) };
  switch (asked.outcome) {
    case "answered":
      return words.say("asked-answered", facts);
    case "not_reached":
      return words.say("asked-not_reached", { ...facts, why: keptWhy(words, asked.why ?? "") });
    case "refused":
      return words.say("asked-refused", { ...facts, code: asked.why ?? "–" });
    case "no_answer":
      return words.say("asked-no_answer", { ...facts, why: silenceWhy(words, asked.why ?? "") });
  }
}

/** Who did it, as the subject of the sentence. */
function subject(words: Words, line: HistoryLine, gateway: string): string {
  switch (line.who) {
    case "staff":
    case "manager":
      return line.name || words.say("who-staff");
    case "gateway":
      return gateway;
    case "till":
      return words.say("who-till");
  }
}

/** One line of the history in plain words. */
export function historyTold(words: Words, line: HistoryLine, gateway: string): string {
  const who = subject(words, line, gateway);
  switch (line.what) {
    case "started":
      return words.say("history-started", { who, amount: words.money(line.amount) });
    case "deliver_pressed":
    case "cancel_pressed":
    case "refund_pressed":
      return line.amount === null
        ? words.say(`history-${line.what}`, { who })
        : words.say(`history-${line.what}-part`, { who, amount: words.money(line.amount) });
    case "called_back":
      return words.say("history-called_back", { who, operation: operation(words, line.operation) });
    case "receipt_printed":
    case "delivery_note_printed":
      return line.copy <= 1 ? words.say(`history-${line.what}`, { who }) : words.say(`history-${line.what}-copy`, { who, copy: line.copy - 1 });
    case "declared_not_done":
    case "declared_seen":
      return words.say(`history-${line.what}`, { who });
    case "told":
      return toldInWords(words, line, gateway);
    case "rejected":
      return words.say("history-rejected", { gateway, operation: operation(words, line.operation), why: rejection(words, line.rejection) });
    case "kept":
      return words.say("history-kept", { operation: operation(words, line.operation), why: keptWhy(words, line.why) });
    case "unanswered":
      return words.say("history-unanswered", { operation: operation(words, line.operation), why: silenceWhy(words, line.why) });
    case "sent_again":
      return words.say("history-sent_again", { operation: operation(words, line.operation) });
    case "never_sent":
      return words.say("history-never_sent");
    case "overdue":
      return words.say(`history-overdue-${known(line.which, TIMES)}`);
  }
}

/** What the gateway said, with the amount that matters in the state it led to. */
function toldInWords(words: Words, line: Extract<HistoryLine, { what: "told" }>, gateway: string): string {
  if (line.word !== null) return words.say("history-told-unrecognised", { gateway, word: line.word });
  const amounts: Partial<Record<StateView, number>> = { financed: line.released, refunded: line.refunded, cancelled: line.cancelled };
  if (line.state === "financed" && line.refunded > 0) {
    return words.say("history-told-refunded-part", { gateway, amount: words.money(line.refunded) });
  }
  const key: Key = `history-told-${line.state}`;
  return words.say(key, { gateway, amount: words.money(amounts[line.state] ?? 0) });
}
