// The screen over the pretended backend, for drawing: `fake.html?place=today&language=en&training`. It stands in for the
// bridge before the application starts, goes where the address says, and with `tap=relay-on` presses what bears that
// id, with `tap=refund,confirm-yes&pin` one after the other until the pad opens.
import { mockIPC } from "@tauri-apps/api/mocks";
import type { StateView, Trouble } from "../bindings";
import { Backend, FRESH } from "./backend";
import { detail, GATEWAYS, NOW, OPEN, ROWS } from "./world";

const flags = new URLSearchParams(location.search);
const backend = new Backend();
const place = flags.get("place") ?? "start";
const language = flags.get("language") ?? "fr";
backend.situation = { ...OPEN, language, training: flags.has("training"), gateways: flags.has("one") ? OPEN.gateways.slice(0, 1) : OPEN.gateways };
if (place === "first") backend.situation = { ...FRESH, language };
if (place === "trouble") {
  const trouble: Trouble = flags.get("trouble") === "vault" ? { trouble: "vault", vault: "locked" } : { trouble: "ledger", kind: "chain_broken", file: "ledger/T2.db", reference: "7f3a9c", backup: "2026-11-19T07:58:00Z" };
  backend.situation = { stands: "in_trouble", language, training: flags.has("training"), ...trouble };
}
const state = flags.get("state") as StateView | null;
if (state) backend.rows = backend.rows.map((each) => (each.id === "T2-000147" ? { ...each, state } : each));
if (flags.has("page")) backend.journey = { kind: "page", handed: false };
if (flags.has("unusable")) {
  const gateways = GATEWAYS.map((each) => ({ ...each, usable: false, products: [], trouble: { why: "credential_missing", name: "api_key" } as const }));
  backend.settings = { ...backend.settings, gateways };
}
if (flags.has("silent")) {
  const asked = { at: new Date(NOW).toISOString(), outcome: "not_reached", amounts: false, why: "no_connection" } as const;
  backend.instead.detail = ({ id }) => ({ ...detail(backend.rows.find((each) => each.id === id) ?? ROWS[0]!), last_question: asked });
}
if (flags.has("pin")) backend.pin = flags.has("training") ? "2468" : "7391";
if (flags.has("no-pin")) backend.pin = null;
if (flags.has("empty")) backend.rows = [];
if (flags.has("failed")) backend.unresolved = [{ job: "backup", since: "2026-11-20T07:58:00Z", kind: "disk_full", reference: "7f3a9c-4" }];

mockIPC((command, args) => backend.answer(command, (args ?? {}) as Record<string, unknown>), { shouldMockEvents: true });
// The made-up shop's clock stands still, so that two pictures of one screen are alike.
Date.now = () => NOW;

const { go } = await import("../state.svelte");
await import("../main");
const id = flags.get("id") ?? "T2-000147";
if (place === "journey") go({ at: "journey", id });
if (place === "financing") go({ at: "financing", id, from: "today" });
if (place === "deliver" || place === "today" || place === "attention" || place === "settings") go({ at: place });
const taps = flags.get("tap")?.split(",") ?? [];
taps.forEach((tapped, number) => setTimeout(() => document.querySelector<HTMLElement>(`[data-testid="${tapped}"]`)?.click(), 300 * (number + 1)));
