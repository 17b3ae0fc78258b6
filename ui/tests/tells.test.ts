// What the contract's values are called. That none is forgotten is the type check's work; here, that what is said is
// right: the three parts of a fault, what stays neutral, what names the code for support.
import { describe, expect, test } from "vitest";
import type { Fault, GatewayTrouble, HistoryLine, RefusedView, Trouble, VaultView } from "../src/bindings";
import { attentionTold, credentialName, faultTold, fieldName, gatewayTold, historyTold, probeTold, questionTold, problem, troubleTold } from "../src/tells";
import { Words } from "../src/words";

const fr = new Words("fr", "Europe/Paris");
const en = new Words("en", "Europe/Paris");
const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, " ");

const REFUSALS: Record<RefusedView["refusal"], RefusedView> = {
  busy: { refusal: "busy" },
  over: { refusal: "over" },
  not_accepted: { refusal: "not_accepted" },
  not_financed: { refusal: "not_financed" },
  already_financed: { refusal: "already_financed" },
  only_whole: { refusal: "only_whole" },
  above_left: { refusal: "above_left", left: 14_900 },
  nothing: { refusal: "nothing" },
  nothing_to_declare: { refusal: "nothing_to_declare" },
  stale: { refusal: "stale" },
  nothing_to_print: { refusal: "nothing_to_print" },
  out_of_order: { refusal: "out_of_order" },
  impossible: { refusal: "impossible" },
  unknown_gateway: { refusal: "unknown_gateway" },
  unknown_product: { refusal: "unknown_product" },
  not_offered: { refusal: "not_offered" },
  no_amount: { refusal: "no_amount" },
};
const TROUBLES: Record<GatewayTrouble["why"], GatewayTrouble> = {
  profile: { why: "profile", line: 12, key: "addresses.api", detail: "not an address" },
  not_filled_in: { why: "not_filled_in", key: "addresses.api" },
  credential_missing: { why: "credential_missing", name: "api_key" },
  credential_unusable: { why: "credential_unusable", name: "client_certificate" },
  vault: { why: "vault", vault: "locked" },
  broken: { why: "broken", reference: "7f3a" },
};
const FAULTS: Record<Fault["fault"], Fault> = {
  refused: { fault: "refused", why: REFUSALS.busy },
  fields: { fault: "fields", fields: [{ field: "order", problem: "too_long", most: 40 }] },
  limits: { fault: "limits", minimum: 10_000, maximum: 300_000 },
  ask_first: { fault: "ask_first" },
  too_soon: { fault: "too_soon", seconds: 7 },
  manager: { fault: "manager", why: { pin: "wanted", training: null } },
  vault: { fault: "vault", vault: "locked" },
  profile: { fault: "profile", line: 12, key: "addresses.api", detail: "not an address" },
  setting: { fault: "setting", setting: "profile" },
  portal: { fault: "portal", why: { portal: "not_reached", why: "no_connection" } },
  overtaken: { fault: "overtaken" },
  not_found: { fault: "not_found" },
  not_ready: { fault: "not_ready" },
  disk_full: { fault: "disk_full" },
  broken: { fault: "broken", code: "ledger", reference: "7f3a" },
};

describe.each([fr, en])("in $language", (words) => {
  test.each(Object.values(FAULTS))("the fault $fault has a title and something to do", (fault) => {
    const told = faultTold(words, fault);
    expect(told.title.length).toBeGreaterThan(8);
    expect(told.body.length).toBeGreaterThan(8);
    expect(told.title + told.body).not.toMatch(/[{}$]|undefined|null/);
  });
  test.each(Object.values(REFUSALS))("the refusal $refusal is said in its own words", (why) => {
    const told = faultTold(words, { fault: "refused", why });
    const others = Object.values(REFUSALS).filter((other) => other.refusal !== why.refusal);
    expect(others.map((other) => faultTold(words, { fault: "refused", why: other }).body)).not.toContain(told.body);
  });
  test.each(Object.values(TROUBLES))("a gateway in trouble ($why) says why in its own words", (trouble) => {
    const told = gatewayTold(words, trouble);
    expect(told.body).not.toMatch(/[{}$]|undefined|null/);
    const others = Object.values(TROUBLES).filter((other) => other.why !== trouble.why);
    expect(others.map((other) => gatewayTold(words, other).body)).not.toContain(told.body);
  });
  test("a setting that cannot be used is never called a missing financing, known or not", () => {
    for (const setting of ["profile", "credential", "gateway", "portal", "day", "sandbox", "relay", "moon_phase"]) {
      const told = faultTold(words, { fault: "setting", setting });
      expect(told.title).not.toBe(faultTold(words, FAULTS.not_found).title);
      expect(told.body).not.toMatch(/moon_phase|setting-/);
    }
  });
  test("a question without an answer says that nothing changed", () => {
    const at = "2026-11-20T13:32:00Z";
    for (const outcome of ["not_reached", "refused", "no_answer"] as const) {
      expect(questionTold(words, { at, outcome, amounts: false, why: null }, "Cofidis")).toMatch(/Nothing changed|Rien n’a changé/);
    }
    expect(questionTold(words, { at, outcome: "refused", amounts: false, why: "041" }, "Cofidis")).toContain("041");
    expect(questionTold(words, { at, outcome: "answered", amounts: true, why: null }, "Cofidis")).not.toMatch(/changed|changé/);
  });
  test("the four troubles of a vault are four messages", () => {
    const vaults: VaultView[] = ["locked", "unreachable", "missing", "wrong"];
    const titles = vaults.map((vault) => troubleTold(words, { trouble: "vault", vault }).title);
    expect(new Set(titles).size).toBe(4);
  });
});

test("a field is named with what is wrong with it", () => {
  expect(plain(faultTold(fr, FAULTS.fields).body)).toBe("Commande : 40 caractères au plus.");
  expect(problem(en, { field: "cart", problem: "does_not_add_up" })).toBe("does not add up to the amount.");
  expect(fieldName(fr, "a_new_field")).toBe("a_new_field");
});

test("limits are said in euros", () => expect(plain(faultTold(fr, FAULTS.limits).body)).toContain("De 100,00 € à 3 000,00 €"));

test("where one limit was passed, only that one is said", () => {
  const said = (minimum: number, maximum: number) => plain(faultTold(fr, { fault: "limits", minimum, maximum }).body);
  expect(said(0, 300_000)).toBe("Jusqu’à 3 000,00 € : changez le montant ou le produit.");
  expect(said(10_000, 4_294_967_295)).toBe("À partir de 100,00 € : changez le montant ou le produit.");
});

test("a breakdown gives support its code and reference", () => expect(faultTold(en, FAULTS.broken).quote).toBe("ledger · 7f3a"));

test("a profile's mistake gives its line", () => expect(faultTold(en, FAULTS.profile).quote).toBe("line 12 · addresses.api · not an address"));

test("a ledger trouble nobody knows yet still says what is safe and quotes it", () => {
  const trouble: Trouble = { trouble: "ledger", kind: "moon_phase", file: "T2.db", reference: "7f3a", backup: null };
  const told = troubleTold(en, trouble);
  expect(told.body).toContain("Nothing is written into it");
  expect(told.quote).toBe("moon_phase · T2.db · 7f3a");
});

test("a refusal of the customer guesses no reason", () => {
  for (const words of [fr, en]) expect(words.say("outcome-refused")).not.toMatch(/income|debt|score|revenu|dette|solvab/i);
});

test("a rejected refund quotes the gateway's code", () => {
  const told = attentionTold(en, { reason: "rejected", operation: "refund", rejection: { kind: "seller", code: "041" } });
  expect(told.title).toBe("The gateway refused the refund");
  expect(told.quote).toContain("041");
});

test.each([fr, en])("in $language, a time that is over says what ends it", (words) => {
  const button = words.say("declare-not-done");
  const said = (of: Parameters<typeof attentionTold>[1]) => attentionTold(words, of).body;
  expect(said({ reason: "journey_overdue" })).toMatch(/annulez|cancel/);
  expect(said({ reason: "journey_overdue" })).toContain(button);
  expect(said({ reason: "release_overdue" })).toMatch(/annulez|cancel/);
  const unknown = said({ reason: "outcome_unknown", operation: "release" });
  expect(unknown).toContain(button);
  expect(unknown).toMatch(/rien à appuyer|nothing to press/);
});

test("what counts as not done is no promise: a manager may have declared it", () => {
  for (const words of [fr, en]) {
    const { body } = attentionTold(words, { reason: "not_done", operation: "refund" });
    expect(body).toMatch(/responsable|manager/);
    expect(body).not.toMatch(/sans risque|safely/);
  }
});

describe("the history in plain words", () => {
  const at = "2026-11-20T10:10:00Z";
  const said = (line: HistoryLine) => plain(historyTold(fr, line, "Cofidis"));
  test("a press names who", () => expect(said({ at, who: "staff", name: "Inès", what: "deliver_pressed", amount: null })).toBe("Inès a appuyé sur Livré"));
  test("a part names how much", () => expect(said({ at, who: "staff", name: "Inès", what: "refund_pressed", amount: 14_900 })).toBe("Inès a demandé le remboursement de 149,00 €"));
  test("a press was asked for and not yet done", () => {
    expect(said({ at, who: "manager", name: "Inès", what: "cancel_pressed", amount: null })).toBe("Inès a demandé l’annulation");
    expect(said({ at, who: "manager", name: "Inès", what: "cancel_pressed", amount: 14_900 })).toBe("Inès a demandé de rendre 149,00 €");
  });
  test("what was called back had not left", () => {
    expect(said({ at, who: "manager", name: "Inès", what: "called_back", operation: "release" })).toBe("Inès a renoncé : le versement. Rien n’était parti.");
  });
  test("silence is no failure", () => {
    expect(said({ at, who: "till", what: "unanswered", operation: "release", why: "timed_out" })).toBe("Pas de réponse certaine : le versement. Trop long. On demande, on ne renvoie pas.");
  });
  test("the gateway's word names its amount", () => {
    expect(said({ at, who: "gateway", what: "told", state: "financed", released: 102_000, refunded: 0, cancelled: 0, word: null })).toBe("Cofidis confirme : financé 1 020,00 €");
  });
  test("a word nobody knows is quoted", () => {
    expect(said({ at, who: "gateway", what: "told", state: "shown", released: 0, refunded: 0, cancelled: 0, word: "Zzz" })).toContain("« Zzz »");
  });
  test("the second print is the first duplicate", () => expect(said({ at, who: "staff", name: "Inès", what: "receipt_printed", copy: 2 })).toContain("duplicata 1"));
});

test("a connection test says what it proved and no more", () => {
  expect(probeTold(en, { probe: "reached", authenticated: null })).toEqual({ tone: "waiting", text: expect.stringContaining("cannot tell") });
  expect(probeTold(en, { probe: "reached", authenticated: true }).tone).toBe("safe");
  expect(probeTold(en, { probe: "not_reached", why: "no_tls" }).text).toContain("identity could not be verified");
});

test("credentials have labels, and one without shows its name", () => {
  expect(credentialName(fr, "api_key")).toBe("Clé d’API");
  expect(credentialName(fr, "retina")).toBe("retina");
});
