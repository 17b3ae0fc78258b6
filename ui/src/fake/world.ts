// A made-up shop for drawing and testing the screen: gateways, products and financings in every state. Names and numbers
// are invented. Part of no build.
import type { AmountsView, CredentialView, DayRow, DeedView, DeliveryRow, DetailView, GatewayView, HistoryLine, ProductView, ReadyProfile, SettingsView, Situation, StateView } from "../bindings";

/** The moment the made-up shop lives in. */
export const NOW = Date.parse("2026-11-20T13:32:00Z");
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString().replace(".000Z", "Z");

function product(code: string, name: string, more: Partial<ProductView>): ProductView {
  return {
    code,
    name,
    kind: "instalments",
    minimum: 10_000,
    maximum: 300_000,
    instalments_from: 3,
    instalments_to: 3,
    modes: ["direct", "two_step"],
    sendings: ["link", "sms"],
    needs: ["first_name", "last_name", "mobile", "email"],
    wants: [],
    ...more,
  };
}

const PAYPLUG_NEEDS = ["first_name", "last_name", "mobile", "email", "address", "postal_code", "city", "country"];
const PAYPLUG_WANTS = ["birth_date", "title", "prescoring", "ship_address", "ship_postal_code", "ship_city", "ship_country", "cart", "seller"];

export const GATEWAYS: GatewayView[] = [
  {
    id: "sandbox",
    name: "Cofidis",
    usable: true,
    trouble: null,
    portal: true,
    products: [
      product("3XCB", "3x carte", {}),
      product("4XCB", "4x carte", { instalments_from: 4, instalments_to: 4 }),
      product("LOAN", "Prêt", { kind: "loan", instalments_from: 10, instalments_to: 36, minimum: 50_000, maximum: 1_600_000 }),
    ],
  },
  {
    id: "payplug",
    name: "Payplug",
    usable: true,
    trouble: null,
    portal: false,
    products: [
      product("cofidis-3xcb", "Cofidis 3xCB", { needs: PAYPLUG_NEEDS, wants: PAYPLUG_WANTS, sendings: ["link"] }),
      product("cofidis-1euro", "1euro.com", { kind: "loan", instalments_from: 4, instalments_to: 12, needs: PAYPLUG_NEEDS, wants: PAYPLUG_WANTS, sendings: ["link"] }),
    ],
  },
];

export const READY: ReadyProfile[] = [
  { name: "cofidis-fr", title: "Cofidis France", country: "FR", incomplete: true },
  { name: "cofidis-es", title: "Cofidis España", country: "ES", incomplete: true },
  { name: "cofidis-pt", title: "Cofidis Portugal", country: "PT", incomplete: true },
  { name: "cofidis-it", title: "Cofidis Italia", country: "IT", incomplete: true },
  { name: "payplug", title: "Payplug", country: "FR", incomplete: false },
];

export const OPEN: Extract<Situation, { stands: "open" }> = {
  stands: "open",
  training: false,
  shop: "Maison Lumière",
  till: "T2",
  staff: "Inès",
  language: "fr",
  country: "FR",
  zone: "Europe/Paris",
  gateways: GATEWAYS,
  set_up: true,
};

export const SETTINGS: SettingsView = {
  shop: "Maison Lumière",
  shop_lines: ["12 rue des Tanneurs", "37000 Tours"],
  legal_id: "SIREN 000 000 000",
  till: "T2",
  country: "FR",
  zone: "Europe/Paris",
  language: "fr",
  personal_data_months: 24,
  personal_data_default: 24,
  training: false,
  gateways: GATEWAYS,
  relay: false,
  ready: READY,
  version: "0.1.0",
  ledger: "ledger/T2.db",
  last_copy: "2026-11-20T07:58:00Z",
};

export const CREDENTIALS: CredentialView[] = [
  { name: "api_key_id", state: "present" },
  { name: "api_key", state: "missing" },
  { name: "notification_key", state: "missing" },
];

export function amounts(amount: number, more: Partial<AmountsView> = {}): AmountsView {
  return { amount, authorised: 0, released: 0, cancelled: 0, refunded: 0, left_to_release: 0, left_to_refund: 0, ...more };
}

/** The amounts a financing has in a state, when nothing was done in part. */
function amountsIn(state: StateView, amount: number): AmountsView {
  switch (state) {
    case "financed":
    case "refunding":
      return amounts(amount, { authorised: amount, released: amount, left_to_refund: amount });
    case "refunded":
      return amounts(amount, { authorised: amount, released: amount, refunded: amount });
    case "accepted":
    case "reserved":
    case "releasing":
    case "cancelling":
      return amounts(amount, { authorised: amount, left_to_release: amount });
    case "cancelled":
      return amounts(amount, { authorised: amount, cancelled: amount });
    default:
      return amounts(amount);
  }
}

export function row(number: number, customer: string, amount: number, state: StateView, more: Partial<DayRow> = {}): DayRow {
  return {
    id: `T2-${String(number).padStart(6, "0")}`,
    started: at(-number),
    customer,
    order: `CMD-${20_271 + number}`,
    gateway: "Cofidis",
    product: "4x carte",
    mode: "two_step",
    by_hand: false,
    state,
    amounts: amountsIn(state, amount),
    pending: null,
    attention: null,
    ...more,
  };
}

export const ROWS: DayRow[] = [
  row(147, "Élodie Fontaine", 124_990, "filling", { started: at(-3) }),
  row(146, "Jonas Weber", 38_900, "financed", { started: at(-30), product: "3x carte", mode: "direct" }),
  row(145, "Claire Dubois", 278_000, "under_review", { started: at(-104) }),
  row(144, "Paul Moreau", 64_000, "refused", { started: at(-175), product: "3x carte" }),
  row(143, "Nadia Benali", 102_000, "financed", {
    started: at(-207),
    amounts: amounts(102_000, { authorised: 102_000, released: 102_000, refunded: 14_900, left_to_refund: 87_100 }),
  }),
  row(142, "Tom de Vries", 187_000, "financed", { started: at(-251), product: "Prêt", mode: "direct" }),
  row(141, "Marta Oliveira", 124_990, "releasing", {
    started: at(-300),
    product: "Prêt",
    pending: { operation: "release", amount: 124_990, standing: "unknown", since: at(-12) },
  }),
  row(140, "Amadou Keïta", 154_100, "reserved", { started: at(-2_900) }),
  row(139, "Sofia Lindqvist", 214_050, "reserved", { started: at(-5_800) }),
  row(138, "Hugo Marchetti", 89_900, "accepted", { started: at(-8_000), product: "3x carte" }),
  row(137, "Léa Garnier", 45_000, "opening", {
    started: at(-15),
    pending: { operation: "open", amount: 45_000, standing: "prepared", since: at(-15) },
  }),
  row(136, "Rui Carvalho", 72_000, "opening", { started: at(-70), attention: { reason: "link_lost" } }),
  row(135, "Ana Prieto", 99_000, "financed", {
    started: at(-400),
    attention: { reason: "rejected", operation: "refund", rejection: { kind: "seller", code: "041" } },
    amounts: amounts(99_000, { authorised: 99_000, released: 99_000, left_to_refund: 99_000 }),
  }),
];

const DEEDS: Partial<Record<StateView, DeedView[]>> = {
  opening: ["check", "cancel"],
  shown: ["check", "cancel", "show_journey"],
  filling: ["check", "cancel", "show_journey"],
  under_review: ["check", "cancel"],
  accepted: ["deliver", "cancel", "check", "print_receipt"],
  reserved: ["deliver", "deliver_part", "cancel", "cancel_part", "check", "print_receipt", "print_delivery_note"],
  releasing: ["check"],
  withdrawn: ["check"],
  financed: ["refund", "refund_part", "check", "print_receipt", "print_delivery_note"],
};

/** The reasons that nobody can declare dealt with: they would be there again at once. */
const OVERDUE = ["journey_overdue", "release_overdue", "outcome_unknown"];

function deedsOf(of: DayRow): DeedView[] {
  const deeds = DEEDS[of.state] ?? [];
  return of.attention && !OVERDUE.includes(of.attention.reason) ? [...deeds, "declare_seen"] : deeds;
}

/** Those that wait for their goods, with the days and the share of time of a six-day deadline, or thirty for a loan. */
export function deliveries(rows: DayRow[]): DeliveryRow[] {
  const rest: Record<string, number> = { "T2-000138": 5 * 60 + 8, "T2-000139": 2 * 1440 + 300, "T2-000140": 4 * 1440 + 90, "T2-000141": 26 * 1440 };
  return rows
    .filter((each) => ["accepted", "reserved", "releasing"].includes(each.state))
    .map((each) => {
      const minutes = rest[each.id] ?? 6 * 1440 - 2;
      const whole = each.product === "Prêt" ? 30 * 1440 : 6 * 1440;
      return {
        ...each,
        accepted: at(minutes - whole),
        deadline: at(minutes),
        elapsed_permille: Math.round((1 - minutes / whole) * 1000),
        withdrawal_until: each.product === "Prêt" ? "2026-11-30" : null,
        deeds: deedsOf(each),
      };
    });
}

function history(of: DayRow): HistoryLine[] {
  const told = (minutes: number, state: StateView): HistoryLine => ({
    at: new Date(Date.parse(of.started) + minutes * 60_000).toISOString(),
    who: "gateway",
    what: "told",
    state,
    released: of.amounts.released,
    refunded: 0,
    cancelled: of.amounts.cancelled,
    word: null,
  });
  const lines: HistoryLine[] = [{ at: of.started, who: "staff", name: "Inès", what: "started", amount: of.amounts.amount }];
  if (of.state === "opening") {
    lines.push({ at: of.started, who: "till", what: "kept", operation: "open", why: "no_connection" });
    return lines;
  }
  lines.push(told(0.1, "shown"));
  if (of.state === "shown") return lines;
  lines.push(told(0.6, "filling"));
  if (of.state === "filling") return lines;
  if (["refused", "under_review", "abandoned", "failed"].includes(of.state)) return [...lines, told(4, of.state)];
  lines.push(told(4, of.mode === "direct" ? "reserving" : "reserved"));
  if (of.amounts.released > 0 || of.state === "releasing") {
    lines.push({ at: new Date(Date.parse(of.started) + 300_000).toISOString(), who: "staff", name: "Inès", what: "deliver_pressed", amount: null });
    lines.push({ at: new Date(Date.parse(of.started) + 312_000).toISOString(), who: "till", what: "unanswered", operation: "release", why: "timed_out" });
  }
  if (of.amounts.released > 0) lines.push(told(6, "financed"));
  if (of.amounts.refunded > 0) {
    lines.push({ at: at(-12), who: "manager", name: "M. Roche", what: "refund_pressed", amount: of.amounts.refunded });
    lines.push({ ...told(0, "financed"), at: at(-12), refunded: of.amounts.refunded } as HistoryLine);
    lines.push({ at: at(-10), who: "staff", name: "Inès", what: "receipt_printed", copy: 2 });
  }
  return lines;
}

/** One financing whole. */
export function detail(of: DayRow): DetailView {
  const minutes = (after: number) => new Date(Date.parse(of.started) + after * 60_000).toISOString();
  const accepted = of.amounts.authorised > 0;
  const count = of.product.startsWith("3") ? 3 : of.product.startsWith("4") ? 4 : 12;
  const each = Math.trunc(of.amounts.amount / count);
  const odd = of.amounts.amount % count;
  return {
    ...of,
    customer_facts: { name: of.customer, mobile: "+33698765432", email: "client@example.org" },
    reference: "7Hq2LkZtP0",
    reference_date: "20261120",
    instalments: count,
    plan: Array.from({ length: count }, (_, index) => each + (index < odd ? 1 : 0)),
    shown: of.state === "opening" ? null : minutes(0.1),
    journey_deadline: minutes(50),
    accepted: accepted ? minutes(4) : null,
    release_deadline: of.state === "reserved" || of.state === "accepted" ? minutes(6 * 1440) : null,
    delivered: of.amounts.released > 0 ? minutes(5) : null,
    financed: of.amounts.released > 0 ? minutes(6) : null,
    next_check: ["shown", "filling", "under_review", "releasing"].includes(of.state) ? at(17) : null,
    last_question: null,
    detail: null,
    withdrawal_until: of.product === "Prêt" ? "2026-11-30" : null,
    receipts: of.amounts.refunded > 0 ? 1 : 0,
    deeds: deedsOf(of),
    history: history(of),
    seal: of.amounts.released > 0 ? "1904 · 8c1f…e27a" : null,
  };
}
