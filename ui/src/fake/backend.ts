// A pretended Rust side: it answers the screen's commands from a made-up shop in memory, with the contract's types. For
// drawing and for tests; it follows none of the rules but those a picture needs.
import { emit } from "@tauri-apps/api/event";
import type { DayRow, DetailView, ErasedView, Fault, FillInForm, FillInView, JourneyView, RelatedView, SettingsView, Situation, StartForm, UnresolvedView } from "../bindings";
import { drawing } from "./qr";
import { amounts, CREDENTIALS, deliveries, detail, NOW, OPEN, READY, row, ROWS, SETTINGS } from "./world";

/** What a test may put in place of an answer: a fault is thrown as Rust would. */
export type Instead = Partial<Record<string, (args: Record<string, unknown>) => unknown>>;

/** Thrown for "the command answers with this fault". */
export class Faulty {
  constructor(readonly fault: Fault) {}
}

/** What a manager's PIN is wanted for, once each, and while the settings are changed. */
const DEEDS = ["cancel", "refund", "declare", "export_customer", "erase_customer"];
const SETTINGS_DEEDS = ["save_till", "add_gateway", "remove_gateway", "save_profile", "fill_in", "set_credential", "delete_credential", "keep_personal_data", "restore_backup", "relay"];

/** The store day that the made-up shop lives in. */
const TODAY = "2026-11-20";

export class Backend {
  /** Each command as it was asked, oldest first. */
  readonly asked: { command: string; args: Record<string, unknown> }[] = [];
  rows: DayRow[] = [...ROWS];
  situation: Situation = OPEN;
  settings: SettingsView = SETTINGS;
  journey: JourneyView = {
    kind: "address",
    svg: drawing(),
    address: "https://journey.example/j/4f6c2b9a0d5e4c7f8a1b",
    host: "journey.example",
    until: null,
  };
  instead: Instead = {};
  unresolved: UnresolvedView[] = [];
  filled: FillInView[] = [
    { key: "addresses.api", value: "", given: false },
    { key: "merchant.merchant_id", value: "020280098", given: true },
  ];
  /** The manager's PIN; `null` where none is chosen yet, `undefined` where nobody asks. */
  pin: string | null | undefined = undefined;
  #managed: "either" | "settings" | null = null;
  #tokens = new Map<string, string>();
  #phones = false;
  #erased = new Set<string>();
  #questions = new Map<string, NonNullable<DetailView["last_question"]>>();

  /** Answers one command, or throws its fault. */
  answer(command: string, args: Record<string, unknown>): unknown {
    this.asked.push({ command, args });
    this.#wantsManager(command, args);
    const instead = this.instead[command];
    const told = instead ? instead(args) : this.#own(command, args);
    if (told instanceof Faulty) throw told.fault;
    return told;
  }

  /** How often a command was asked. */
  count(command: string): number {
    return this.asked.filter((each) => each.command === command).length;
  }

  #wantsManager(command: string, args: Record<string, unknown>): void {
    const journey = command === "cancel" && ["opening", "shown", "filling", "under_review"].includes(this.#find(String(args.id)).state);
    if (journey || (command === "relay" && !args.on)) return;
    const deed = DEEDS.includes(command) || (command === "set_manager_pin" && this.pin !== null);
    if (this.pin === undefined || !(deed || SETTINGS_DEEDS.includes(command))) return;
    const may = this.#managed === "either" || (!deed && this.#managed === "settings");
    if (!may) throw (this.pin === null ? { fault: "manager", why: { pin: "none_set" } } : { fault: "manager", why: { pin: "wanted", training: this.situation.stands === "open" && this.situation.training ? this.pin : null } }) satisfies Fault;
    this.#managed = deed ? null : "settings";
  }

  #own(command: string, args: Record<string, unknown>): unknown {
    const id = String(args.id ?? "");
    switch (command) {
      case "situation":
      case "open_again":
        return this.situation;
      case "try_training":
        return (this.situation = { ...OPEN, training: true, language: this.situation.language ?? "fr" });
      case "leave_training":
      case "set_up":
        return (this.situation = OPEN);
      case "set_language":
        return (this.situation = { ...this.situation, language: String(args.language) });
      case "set_staff":
        return (this.situation = { ...(this.situation.stands === "open" ? this.situation : OPEN), staff: String(args.name) });
      case "start":
        return this.#start(args.form as StartForm);
      case "detail":
        return this.#detail(id);
      case "check":
        this.#questions.set(id, { at: new Date().toISOString(), outcome: "answered", amounts: true, why: null });
        void emit("look-again", { id });
        return this.#detail(id);
      case "deliver":
        return this.#move(id, { state: "releasing", pending: { operation: "release", amount: 0, standing: "dispatched", since: new Date(NOW).toISOString() } });
      case "cancel":
        return this.#move(id, { state: "cancelling" });
      case "refund":
        return this.#move(id, { state: "refunding" });
      case "declare":
        return this.#move(id, { attention: null });
      case "journey":
        return this.journey;
      case "print":
        return { file: "receipts/T2-000143.pdf", copy: 1 };
      case "related":
        return this.#related(id);
      case "export_customer":
        return `papers/${id}-customer-data-2026-11-20.json`;
      case "erase_customer":
        return this.#erase(args.of as string[]);
      case "keep_personal_data":
        return (this.settings = { ...this.settings, personal_data_months: Number(args.months ?? this.settings.personal_data_default) });
      case "restore_backup":
        return (this.situation = OPEN);
      case "to_deliver":
        return deliveries(this.rows);
      case "today":
        return this.#day(args.day as string | null, String(args.filter), String(args.search).toLowerCase());
      case "attention":
        return this.rows.filter((each) => each.attention);
      case "badges":
        return {
          to_deliver: deliveries(this.rows).length,
          attention: this.rows.filter((each) => each.attention).length,
          waiting: this.rows.filter((each) => each.pending?.standing === "prepared").length,
          unsettled: this.rows.filter((each) => each.pending || ["opening", "shown", "filling", "under_review", "accepted", "reserved", "releasing"].includes(each.state)).length,
        };
      case "unresolved":
        return this.unresolved;
      case "as_sent":
        return String(args.text).normalize("NFD").replace(/[^A-Za-z0-9:. @+\-%*/_]/g, "");
      case "settings":
      case "save_till":
      case "add_gateway":
      case "remove_gateway":
      case "save_profile":
        return this.settings;
      case "credentials":
      case "set_credential":
      case "delete_credential":
        return CREDENTIALS;
      case "profile_text":
        return '# Cofidis France, as far as it is known\ngateway = "cofidis"\nid = "cofidis-fr"\n\n[addresses]\napi = "https://to-be-given.invalid"   # Assumed\n';
      case "to_fill_in":
        return this.filled;
      case "fill_in":
        for (const { key, value } of args.values as FillInForm[]) this.filled = this.filled.map((each) => (each.key === key ? { key, value, given: true } : each));
        return this.settings;
      case "test_connection":
        return { probe: "reached", authenticated: null };
      case "open_portal":
        return { host: "portal.example" };
      case "verify_ledger":
        return { rows: 1904, financings: 147, head: "8c1f09b2d4aa61f0e27a", broken: null };
      case "show_sandbox_to_phones":
        this.#phones = Boolean(args.on);
        return this.#sandbox();
      case "sandbox":
        return this.#sandbox();
      case "relay":
        this.settings = { ...this.settings, relay: Boolean(args.on) };
        return this.settings.relay;
      case "authorise":
        if (this.pin !== undefined && args.pin !== this.pin) throw { fault: "manager", why: { pin: "wrong", left: 4 } } satisfies Fault;
        this.#managed = "either";
        return null;
      case "set_manager_pin":
        if (args.pin !== args.again) throw { fault: "fields", fields: [{ field: "pin_again", problem: "differs" }] } satisfies Fault;
        this.pin = String(args.pin);
        return null;
      case "end_authority":
        this.#managed = null;
        return null;
      case "hand_over":
      case "close_hand_over":
        this.journey = { kind: "page", handed: command === "hand_over" };
        return null;
      case "on_counter":
        return null;
      default:
        throw new Error(`the pretended backend knows no ${command}`);
    }
  }

  #sandbox() {
    return { trainer: "http://127.0.0.1:4100/trainer", books: "http://127.0.0.1:4100/books", shown_to_phones: this.#phones };
  }

  #find(id: string): DayRow {
    const found = this.rows.find((each) => each.id === id);
    if (!found) throw { fault: "not_found" } satisfies Fault;
    return found;
  }

  #detail(id: string): DetailView {
    const found = { ...detail(this.#find(id)), last_question: this.#questions.get(id) ?? null };
    return this.#erased.has(id) ? { ...found, customer: "", customer_facts: null } : found;
  }

  /** Itself, a second one of the same person, and one that only shares the telephone. */
  #related(id: string): RelatedView[] {
    const own = this.#find(id);
    const over = ["financed", "refused", "refunded", "cancelled"].includes(own.state);
    const same = { same_name: true, same_email: true, same_phone: true, sure: true };
    return [
      { ...own, ...same, over },
      { ...row(98, own.customer, 41_200, "under_review"), ...same, over: false },
      { ...row(61, "Paul Benali", 38_900, "financed"), same_name: false, same_email: false, same_phone: true, sure: false, over: true },
    ];
  }

  #erase(of: string[]): ErasedView {
    for (const id of of) this.#erased.add(id);
    return { erased: 1, kept: of.length - 1 };
  }

  #move(id: string, change: Partial<DayRow>): DetailView {
    const moved = { ...this.#find(id), ...change };
    this.rows = this.rows.map((each) => (each.id === id ? moved : each));
    return detail(moved);
  }

  #start(form: StartForm): DetailView {
    const known = this.#tokens.get(form.token);
    if (known) return this.#detail(known);
    const name = `${form.customer.billing?.first_name ?? ""} ${form.customer.billing?.last_name ?? ""}`.trim();
    const made = row(this.rows.length + 200, name, form.amount, "shown", { order: form.order, mode: form.mode, started: new Date(NOW).toISOString(), amounts: amounts(form.amount) });
    this.rows = [made, ...this.rows];
    this.#tokens.set(form.token, made.id);
    return detail(made);
  }

  #day(day: string | null, filter: string, search: string) {
    const financed = this.rows.filter((each) => each.amounts.released > 0);
    const waiting = deliveries(this.rows);
    const sum = (rows: DayRow[], of: (row: DayRow) => number) => rows.reduce((total, each) => total + of(each), 0);
    const products = ["4x carte", "3x carte", "Prêt"].map((product) => {
      const rows = this.rows.filter((each) => each.product === product);
      return { product, mode: "two_step" as const, count: rows.length, amount: sum(rows, (each) => each.amounts.amount), released: 0 };
    });
    const states = [...new Set(this.rows.map((each) => each.state))].map((state) => {
      const rows = this.rows.filter((each) => each.state === state);
      return { state, count: rows.length, amount: sum(rows, (each) => each.amounts.amount) };
    });
    const kept: Record<string, (row: DayRow) => boolean> = {
      all: () => true,
      open: (each) => ["opening", "shown", "filling", "under_review"].includes(each.state),
      to_deliver: (each) => ["accepted", "reserved", "releasing"].includes(each.state),
      financed: (each) => each.state === "financed",
      refunded: (each) => each.amounts.refunded > 0,
      ended: (each) => ["refused", "abandoned", "cancelled"].includes(each.state),
    };
    return {
      day: day ?? TODAY,
      is_today: (day ?? TODAY) === TODAY,
      totals: {
        financed: sum(financed, (each) => each.amounts.released),
        to_deliver_count: waiting.length,
        to_deliver: sum(waiting, (each) => each.amounts.left_to_release),
        refunded: 14_900,
        states,
        products,
      },
      rows: this.rows.filter((each) => (kept[filter]?.(each) ?? true) && `${each.customer} ${each.order} ${each.id}`.toLowerCase().includes(search)),
      more: false,
    };
  }
}

/** The situation of a fresh machine. */
export const FRESH: Situation = { stands: "first_start", profiles: READY, language: null };
